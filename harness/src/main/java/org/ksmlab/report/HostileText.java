package org.ksmlab.report;

import java.util.regex.Pattern;
import org.ksmlab.console.ControlSequences;

/**
 * What guests, consoles and kernels said, made fit to be shown: no control sequences, only what XML 1.0 can hold, and nothing that
 * reorders or hides the text around it. To be escaped all the same, by whoever writes the document.
 */
final class HostileText {
    /**
     * What XML 1.0 cannot hold, or what is no character at all; and Unicode's formatting characters, with which a line can be made to
     * look like another ("Trojan Source", CVE-2021-42574).
     */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\uFFFE\uFFFF]");

    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]");

    private HostileText() {}

    /** On one line. What was unfit becomes U+FFFD. */
    static String line(String text) {
        String spaced = text.replaceAll("\\s+", " ").strip();
        return UNFIT.matcher(ControlSequences.strip(spaced)).replaceAll("\uFFFD");
    }

    /** On one line and in ASCII. What was unfit becomes a question mark. */
    static String ascii(String text) {
        return NOT_ASCII.matcher(line(text)).replaceAll("?");
    }
}
