package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;

/** A text to paste into a mail or a bug, while it is written: ASCII, at most 80 columns. */
final class MailText {
    static final int WIDTH = 78;

    private static final String CONTINUED = " \\";

    private final StringBuilder text = new StringBuilder();

    void heading(String title) {
        line("");
        line(title);
    }

    /** Wrapped at spaces; lines after the first are indented by two more. */
    void paragraph(String indent, String words) {
        String hanging = indent + "  ";
        List<String> lines = wrap(words, WIDTH - hanging.length());
        for (int i = 0; i < lines.size(); i++) {
            line((i == 0 ? indent : hanging) + lines.get(i));
        }
    }

    /** A shell can be given it as it stands, lines and all. */
    void command(List<String> words) {
        if (words.isEmpty()) {
            line("  (the command was not recorded)");
            return;
        }
        StringBuilder line = new StringBuilder(" ");
        for (String word : words) {
            if (line.length() + 1 + word.length() + CONTINUED.length() > WIDTH
                    && !line.toString().isBlank()) {
                line(line + CONTINUED);
                line = new StringBuilder("   ");
            }
            line.append(' ').append(HostileText.ascii(word));
        }
        line(line.toString());
    }

    /** As it is: the caller has seen to its width and its letters. */
    void line(String words) {
        text.append(words.stripTrailing()).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** At spaces; what is longer than a line without one is cut in pieces. */
    static List<String> wrap(String words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : HostileText.ascii(words).split(" ", -1)) {
            String rest = word;
            if (line.length() > 0 && line.length() + 1 + rest.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            line.append(line.length() == 0 ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }
}
