package org.ksmlab.console;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines. A line ends at a newline; carriage returns before it are dropped. What a line has beyond
 * {@link #MAX_BYTES} is dropped, so that a console that never sends a newline costs no memory.
 */
final class LineAssembler {
    /** Twice what printk puts into one record (LOG_LINE_MAX is 1024 less the prefix), for prefixes and interleaved text. */
    static final int MAX_BYTES = 2048;

    /** Takes lines as bytes, since most of them are not worth being decoded. */
    @FunctionalInterface
    interface Sink {
        /** Takes the line from {@code from} (inclusive) to {@code to} (exclusive). The buffer is reused after return. */
        void accept(byte[] buffer, int from, int to);
    }

    private final Sink sink;
    private final byte[] pending = new byte[MAX_BYTES];
    private int length;
    private boolean started;

    LineAssembler(Sink sink) {
        this.sink = sink;
    }

    /** For lines as clean text: decoded as UTF-8 with malformed bytes replaced, without control sequences. */
    static LineAssembler ofText(Consumer<String> lines) {
        return new LineAssembler((buffer, from, to) ->
                lines.accept(ControlSequences.strip(new String(buffer, from, to - from, StandardCharsets.UTF_8))));
    }

    void accept(byte[] buffer, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                if (started) {
                    keep(buffer, from, i);
                    finish();
                } else {
                    // The whole line is in the caller's buffer: no need to copy it.
                    emit(buffer, from, Math.min(i, from + MAX_BYTES));
                }
                from = i + 1;
            }
        }
        if (from < count) {
            keep(buffer, from, count);
            started = true;
        }
    }

    /** Emits the line that no newline has ended yet, if any. */
    void finish() {
        if (started) {
            emit(pending, 0, length);
            length = 0;
            started = false;
        }
    }

    private void keep(byte[] buffer, int from, int to) {
        int count = Math.min(to - from, MAX_BYTES - length);
        System.arraycopy(buffer, from, pending, length, count);
        length += count;
    }

    private void emit(byte[] buffer, int from, int to) {
        int end = to;
        while (end > from && buffer[end - 1] == '\r') {
            end--;
        }
        sink.accept(buffer, from, end);
    }
}
