package org.ksmlab.console;

import java.util.function.Consumer;

/**
 * Cuts a stream of bytes between lines. What a line that does not come in one piece has beyond {@link ByteLines#MAX_BYTES} is dropped,
 * so that a console that never sends a newline costs no memory.
 */
final class LineAssembler {
    /** Takes lines as bytes, many at a time, since most of them are not worth being looked at one by one. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes whole lines from {@code from} (inclusive) to {@code to} (exclusive), each with its newline; the last one may lack it. The
         * buffer is reused after return.
         */
        void accept(byte[] buffer, int from, int to);
    }

    private final Sink sink;
    private final byte[] pending = new byte[ByteLines.MAX_BYTES];
    private int length;
    private boolean started;

    LineAssembler(Sink sink) {
        this.sink = sink;
    }

    /** For lines one by one, trimmed, as clean text. */
    static LineAssembler ofText(Consumer<String> lines) {
        return new LineAssembler((buffer, from, to) -> {
            for (int start = from, end; start < to; start = end + 1) {
                end = ByteLines.end(buffer, start, to);
                lines.accept(ByteLines.text(buffer, start, ByteLines.trimmedEnd(buffer, start, end)));
            }
        });
    }

    void accept(byte[] buffer, int count) {
        int from = 0;
        if (started) {
            int end = ByteLines.end(buffer, 0, count);
            keep(buffer, 0, end);
            if (end == count) {
                return;
            }
            finish();
            from = end + 1;
        }
        int to = ByteLines.start(buffer, from, count);
        if (from < to) {
            sink.accept(buffer, from, to);
        }
        if (to < count) {
            keep(buffer, to, count);
            started = true;
        }
    }

    /** Emits the line that no newline has ended yet, if any. */
    void finish() {
        if (started) {
            sink.accept(pending, 0, length);
            length = 0;
            started = false;
        }
    }

    private void keep(byte[] buffer, int from, int to) {
        int count = Math.min(to - from, pending.length - length);
        System.arraycopy(buffer, from, pending, length, count);
        length += count;
    }
}
