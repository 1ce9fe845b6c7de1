package org.ksmlab.command;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the last bytes written to it, up to a limit, and counts the rest. Safe to read while it is written. */
public final class BoundedOutput extends OutputStream {
    private final int limit;
    private byte[] kept = new byte[1024];
    private int length;
    private long total;

    public BoundedOutput(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit: " + limit);
        }
        this.limit = limit;
    }

    /** As an {@link OutputSink} gets them. */
    public void write(byte[] buffer, int count) {
        write(buffer, 0, count);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] buffer, int offset, int count) {
        total += count;
        int fresh = Math.min(count, limit);
        // The buffer holds twice the limit, so that a long stream does not move what is kept at every write.
        if (length + fresh > 2 * limit) {
            int stay = Math.min(length, limit);
            System.arraycopy(kept, length - stay, kept, 0, stay);
            length = stay;
        }
        if (length + fresh > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(2 * limit, Math.max(2 * kept.length, length + fresh)));
        }
        System.arraycopy(buffer, offset + count - fresh, kept, length, fresh);
        length += fresh;
    }

    public void writeText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    /** How many bytes are gone from the front. */
    public synchronized long dropped() {
        return Math.max(0, total - limit);
    }

    /** What was kept, decoded as UTF-8, malformed bytes replaced. */
    public synchronized String text() {
        int stay = Math.min(length, limit);
        return new String(kept, length - stay, stay, StandardCharsets.UTF_8);
    }
}
