package org.ksmlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ksmlab.lab.LabFolder;
import org.ksmlab.lab.Leftovers;
import org.ksmlab.lab.Workplace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Removes what a killed run left behind. */
@Command(
        name = "clean",
        description =
                "Removes what a killed run left behind: its processes and the lab host, with all that was changed on it.",
        footer = "Images, kernels, keys and the evidence of runs stay.")
final class CleanCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        Workplace workplace = Workplace.fromLauncher();
        PrintWriter out = spec.commandLine().getOut();
        LabFolder folder = LabFolder.in(workplace.cache());
        // With the lease no other ksmlab is at work with this cache: whatever carries its mark is left over.
        try (LabFolder.Lease lease = folder.lease()) {
            Leftovers leftovers =
                    new Leftovers(Workplace.OWNER, workplace.cache().toString(), folder);
            leftovers.remove().forEach(process -> out.println("ended " + TerminalProgress.printable(process)));
            // All that the lab host had changed is gone with it, and with that what was to be put back.
            for (Path journal : workplace.unrestored()) {
                forget(journal);
                out.println("forgot " + journal);
            }
            lease.requireHeld();
        }
        out.flush();
        return ExitCode.AS_EXPECTED.code();
    }

    private static void forget(Path journal) {
        try {
            Files.delete(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(journal.toString(), e);
        }
    }
}
