package org.ksmlab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.ksmlab.index.RunIndex;
import org.ksmlab.lab.Workplace;
import org.ksmlab.waiting.Deadline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ksmlab index}: brings the index of runs up to date, which every search does by itself. */
@Command(
        name = "index",
        description = "Brings the index that ksmlab runs searches up to date with the run folders.",
        footer = "The index is a cache: what it says can always be read again from the folders.")
final class IndexCommand implements Callable<Integer> {
    /** How long to wait for another process that uses the index: about as long as it may need to read all folders. */
    static final Duration BUDGET = Duration.ofMinutes(2);

    @Spec
    CommandSpec spec;

    @Option(names = "--rebuild", description = "Make it anew from all run folders.")
    boolean rebuild;

    @Override
    public Integer call() {
        Workplace workplace = Workplace.fromLauncher();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Deadline deadline = Deadline.in(BUDGET);
        try (RunIndex index = rebuild
                ? RunIndex.rebuild(workplace.index(), workplace.runs(), deadline)
                : RunIndex.open(workplace.index(), workplace.runs(), why -> err.println("ksmlab: " + why), deadline)) {
            RunIndex.Update update = index.update();
            out.printf(
                    "runs: %d read, %d as before, %d gone; the index is %s%n",
                    update.read(), update.unchanged(), update.gone(), workplace.index());
            out.flush();
            index.unreadable().forEach(one -> err.println("ksmlab: " + TerminalProgress.printable(one.why())));
        }
        return ExitCode.AS_EXPECTED.code();
    }
}
