package org.ksmlab.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Hands the lines of a program of ours on, as they come. Decoded as UTF-8, malformed bytes replaced. A line that has no end is dropped
 * beyond {@link #MAX_BYTES}.
 */
public final class LineSink implements OutputSink {
    static final int MAX_BYTES = 64 << 10;

    private final OutputSink next;
    private final Consumer<String> lines;
    private final byte[] pending = new byte[MAX_BYTES];
    private int length;

    /**
     * Lines for one, and the bytes for another.
     *
     * @param next gets the bytes first, as they come
     */
    public LineSink(OutputSink next, Consumer<String> lines) {
        this.next = next;
        this.lines = lines;
    }

    @Override
    public void accept(byte[] buffer, int count) throws IOException {
        next.accept(buffer, count);
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                lines.accept(new String(pending, 0, length, StandardCharsets.UTF_8));
                length = 0;
            } else if (length < MAX_BYTES) {
                pending[length++] = buffer[i];
            }
        }
    }
}
