package org.ksmlab.command;

import java.io.IOException;

/** Takes a running command's standard output, byte for byte and in order, on one thread. */
@FunctionalInterface
public interface OutputSink {
    /**
     * Takes the next bytes. The buffer is reused after return. A sink that throws ends the command, and
     * {@link Running#await} throws what it threw.
     *
     * @param length how many bytes of the buffer count, from its start; at least 1
     */
    void accept(byte[] buffer, int length) throws IOException;
}
