package org.ksmlab.lab;

import java.nio.charset.StandardCharsets;
import org.ksmlab.command.OutputSink;

/** Looks for one text in a stream, wherever its chunks are cut. */
final class LineWatch implements OutputSink {
    private final String text;
    private String tail = "";
    private volatile boolean seen;

    LineWatch(String text) {
        this.text = text;
    }

    boolean isSeen() {
        return seen;
    }

    @Override
    public void accept(byte[] buffer, int length) {
        String now = tail + new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        seen |= now.contains(text);
        tail = now.substring(Math.max(0, now.length() - text.length()));
    }
}
