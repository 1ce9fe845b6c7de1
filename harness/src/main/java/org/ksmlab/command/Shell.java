package org.ksmlab.command;

import java.nio.file.Path;
import java.util.Optional;
import org.ksmlab.waiting.Deadline;

/** Runs commands on one host and moves files there. May be used by several threads at once. */
public interface Shell extends AutoCloseable {
    /** What {@link #run} keeps of a command's standard output at most, in bytes; more is an error. */
    int STDOUT_LIMIT = 16 << 20;

    /** What is kept of a command's standard error, in bytes: the last of it. */
    int STDERR_LIMIT = 64 << 10;

    /** The host, as messages name it. */
    String name();

    /**
     * Runs a command to its end; a failing exit status is a result, not an exception.
     *
     * @throws org.ksmlab.waiting.WaitTimedOutException if it is not over by the deadline; it has been killed
     * @throws CommandFailedException if it wrote more than {@link #STDOUT_LIMIT} bytes
     * @throws HostUnreachableException if the host did not answer
     */
    default CommandResult run(Command command, Deadline deadline) {
        BoundedOutput stdout = new BoundedOutput(STDOUT_LIMIT);
        try (Running running = start(command, stdout::write)) {
            CommandResult end = running.await(deadline);
            if (stdout.dropped() > 0) {
                throw new CommandFailedException(command, "wrote more than " + STDOUT_LIMIT + " bytes");
            }
            return new CommandResult(command, end.exit(), stdout.text(), end.stderr(), end.took());
        }
    }

    /**
     * Starts a command and streams its standard output to the sink. The caller closes what it gets.
     *
     * @throws HostUnreachableException if the host did not answer
     */
    Running start(Command command, OutputSink sink);

    /**
     * Copies a local file to the host, replacing what is there at once, never half.
     *
     * @param mode the permissions, e.g. {@code 0755}
     */
    void upload(Path local, String remote, int mode, Deadline deadline);

    /**
     * A file's text, as UTF-8 with malformed bytes replaced; empty if there is no such file. Suits /proc and /sys, whose files
     * say that they are empty.
     *
     * @throws CommandFailedException if it is there and cannot be read
     */
    Optional<String> read(String path, Deadline deadline);

    /**
     * Writes a file's text in one write(2), as /proc and /sys want it.
     *
     * @throws CommandFailedException if the file refuses it
     */
    default void write(String path, String text, Deadline deadline) {
        run(Command.of("tee", "--", path).withStdin(text), deadline).orThrow();
    }

    @Override
    void close();
}
