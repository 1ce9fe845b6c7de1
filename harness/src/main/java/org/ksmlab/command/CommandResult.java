package org.ksmlab.command;

import java.time.Duration;

/**
 * How a command ended.
 *
 * @param exit the exit status; 127 if there is no such program, 128 + n if signal n ended it
 * @param stdout decoded as UTF-8, malformed bytes replaced; empty where it was streamed to an {@link OutputSink}
 * @param stderr likewise; its last {@link Shell#STDERR_LIMIT} bytes
 */
public record CommandResult(Command command, int exit, String stdout, String stderr, Duration took) {
    public boolean ok() {
        return exit == 0;
    }

    /**
     * This result, if the command succeeded.
     *
     * @throws CommandFailedException if its exit status is not 0
     */
    public CommandResult orThrow() {
        if (!ok()) {
            throw new CommandFailedException(this);
        }
        return this;
    }
}
