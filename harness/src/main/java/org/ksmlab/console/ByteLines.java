package org.ksmlab.console;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Lines in a buffer of bytes: from, inclusive, to their newline or the end, exclusive. */
final class ByteLines {
    /** Twice what printk puts into one record (LOG_LINE_MAX is 1024 less the prefix), for prefixes and interleaved text. */
    static final int MAX_BYTES = 2048;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long NEWLINES = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private ByteLines() {}

    /** Where the line ends that starts, or goes on, at {@code from}. */
    static int end(byte[] buffer, int from, int to) {
        int end = from;
        while (end < to && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Where the line starts that has the byte at {@code at}; not before {@code from}. */
    static int start(byte[] buffer, int from, int at) {
        int start = at;
        while (start > from && buffer[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** How many lines there are; the last may lack its newline. */
    static long count(byte[] buffer, int from, int to) {
        long count = from < to && buffer[to - 1] != '\n' ? 1 : 0;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            // A byte that is a newline becomes 0, and a byte that is not 0 gets its highest bit set.
            long differences = (long) LONGS.get(buffer, i) ^ NEWLINES;
            long others = ((differences & LOW_BITS) + LOW_BITS) | differences | LOW_BITS;
            count += Long.bitCount(~others);
        }
        for (; i < to; i++) {
            count += buffer[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** The end of a line without the carriage returns there, and without what it has beyond {@link #MAX_BYTES}. */
    static int trimmedEnd(byte[] buffer, int from, int end) {
        int trimmed = end;
        while (trimmed > from && buffer[trimmed - 1] == '\r') {
            trimmed--;
        }
        return Math.min(trimmed, from + MAX_BYTES);
    }

    /** A line as clean text: decoded as UTF-8 with malformed bytes replaced, and without control sequences. */
    static String text(byte[] buffer, int from, int end) {
        return ControlSequences.strip(new String(buffer, from, end - from, StandardCharsets.UTF_8));
    }
}
