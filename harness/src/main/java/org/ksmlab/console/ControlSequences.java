package org.ksmlab.console;

import java.util.regex.Pattern;

/** Takes out of text what would move a terminal's cursor or colour it. */
public final class ControlSequences {
    /**
     * CSI and OSC sequences, other escapes of two characters, and all control characters but the tab. The counts bound what a
     * sequence that never ends can swallow.
     */
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[[0-?]{0,32}+[ -/]{0,8}+[@-~]"
            + "|\u001b\\][^\u0007\u001b]{0,256}+(?:\u0007|\u001b\\\\)"
            + "|\u001b[ -~]"
            + "|[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]");

    private ControlSequences() {}

    /** The text without control sequences and control characters; the same object if it had none. */
    public static String strip(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return SEQUENCE.matcher(text).replaceAll("");
            }
        }
        return text;
    }

    private static boolean isControl(char c) {
        return c != '\t' && Character.isISOControl(c);
    }
}
