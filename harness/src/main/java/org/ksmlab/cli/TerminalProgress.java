package org.ksmlab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.ksmlab.experiment.Progress;
import org.ksmlab.waiting.Seconds;

/**
 * Progress on standard error: on a terminal one line that changes, else a plain line for each phase. What is said may come from hosts
 * and guests, so control characters are shown as a question mark.
 */
final class TerminalProgress implements Progress {
    private final PrintWriter out;
    private final boolean terminal;
    private final long startNanos = System.nanoTime();
    private boolean lineOpen;

    TerminalProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether standard error is a terminal, as the launcher found out. */
    static TerminalProgress onStandardError(PrintWriter out) {
        return new TerminalProgress(out, Boolean.getBoolean("ksmlab.terminal"));
    }

    @Override
    public synchronized void phase(String what) {
        endLine();
        line(what);
    }

    @Override
    public synchronized void detail(String what) {
        if (terminal) {
            out.print("\r\033[K" + elapsed() + printable(what));
            out.flush();
            lineOpen = true;
        }
    }

    @Override
    public synchronized void event(String what) {
        endLine();
        line(what);
    }

    private void line(String what) {
        out.println(elapsed() + printable(what));
        out.flush();
    }

    private String elapsed() {
        return "[" + Seconds.text(Duration.ofNanos(System.nanoTime() - startNanos)) + "] ";
    }

    private void endLine() {
        if (lineOpen) {
            out.print("\r\033[K");
            lineOpen = false;
        }
    }

    /** Those above ASCII too: to some terminals U+009B is what ESC [ is. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
