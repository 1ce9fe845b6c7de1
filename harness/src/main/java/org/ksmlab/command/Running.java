package org.ksmlab.command;

import org.ksmlab.waiting.Deadline;

/** A command that runs until it ends or is closed. Its output is drained all the while. */
public interface Running extends AutoCloseable {
    boolean isAlive();

    /**
     * Waits for the end of the command and of its output, and says how it ended, with an empty stdout.
     *
     * @throws org.ksmlab.waiting.WaitTimedOutException if it is not over by the deadline; it goes on
     * @throws java.io.UncheckedIOException if the sink threw an IOException
     * @throws HostUnreachableException if the connection broke before the command's end was known
     */
    CommandResult await(Deadline deadline);

    /** Kills the command if it still runs. Does nothing the second time; never hangs. */
    @Override
    void close();
}
