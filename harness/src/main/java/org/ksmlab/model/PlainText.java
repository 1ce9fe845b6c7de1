package org.ksmlab.model;

import java.util.regex.Pattern;

/** Text that fits on one line and into any document: no control characters, and only what XML 1.0 can hold (its "Char"). */
final class PlainText {
    private static final Pattern PLAIN =
            Pattern.compile("[\\x{20}-\\x{7E}\\x{A0}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]*");

    private PlainText() {}

    static void require(String field, String text) {
        if (!PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException(field + ": '" + text + "': a character that is not plain text");
        }
    }

    /** A path on a host: absolute, because nobody knows the working directory of the one who will open it. */
    static void requireAbsolutePath(String field, String path) {
        require(field, path);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(field + ": '" + path + "': not an absolute path");
        }
    }
}
