package org.ksmlab.command;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** Is told of each command that has ended, on any thread. */
@FunctionalInterface
public interface CommandLog {
    /** For who does not care. */
    CommandLog NONE = (host, command, start, took, exit) -> {};

    /**
     * A command has ended.
     *
     * @param host by name
     * @param start by our clock
     * @param exit its exit status; empty if the connection broke or its input or output failed
     */
    void ended(String host, Command command, Instant start, Duration took, OptionalInt exit);
}
