package org.ksmlab.host;

import java.util.HexFormat;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * The kernel that a host runs, as it says itself.
 *
 * @param release {@code uname -r}
 * @param buildId of its vmlinux, in hexadecimal: two kernels with the same are the same build; empty if it was built without
 */
public record RunningKernel(String release, Optional<String> buildId) {
    /**
     * Asks a host.
     *
     * @throws CommandFailedException if it cannot say its release
     */
    public static RunningKernel read(Shell shell, Deadline deadline) {
        String release = shell.run(Command.of("uname", "-r"), deadline)
                .orThrow()
                .stdout()
                .strip();
        // Not text: it would not come over as it is.
        CommandResult notes = shell.run(Command.of("od", "-An", "-v", "-tx1", "/sys/kernel/notes"), deadline);
        return new RunningKernel(release, notes.ok() ? KernelNotes.buildId(bytes(notes.stdout())) : Optional.empty());
    }

    private static byte[] bytes(String dump) {
        return HexFormat.of().parseHex(dump.replaceAll("\\s", ""));
    }
}
