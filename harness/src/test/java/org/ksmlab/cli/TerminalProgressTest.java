package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class TerminalProgressTest {
    private static final String ERASE = "\r\u001b[K";

    /** The time since the start, which is no test's business. */
    private static final Pattern ELAPSED = Pattern.compile("\\[[0-9]+\\.[0-9] s\\] ");

    private StringWriter out;

    @BeforeMethod
    public void emptyStream() {
        out = new StringWriter();
    }

    private TerminalProgress progress(boolean terminal) {
        return new TerminalProgress(new PrintWriter(out), terminal);
    }

    private String said() {
        return ELAPSED.matcher(out.toString().replace(System.lineSeparator(), "\n"))
                .replaceAll("T ");
    }

    @Test
    public void phasesAndEventsAreLinesWithTheTimeSinceTheStart() {
        TerminalProgress progress = progress(false);
        progress.phase("merging");
        progress.event("guest: BUG: soft lockup");
        assertThat(said()).isEqualTo("T merging\nT guest: BUG: soft lockup\n");
    }

    @Test
    public void whereNobodyWatchesDetailsAreDropped() {
        progress(false).detail("1 of 2");
        assertThat(said()).isEmpty();
    }

    @Test
    public void onATerminalADetailReplacesTheOneBeforeAndIsReplacedByAnEvent() {
        TerminalProgress progress = progress(true);
        progress.detail("1 of 2");
        progress.detail("2 of 2");
        progress.event("merged");
        progress.event("done");
        assertThat(said()).isEqualTo(ERASE + "T 1 of 2" + ERASE + "T 2 of 2" + ERASE + "T merged\nT done\n");
    }

    @Test
    public void controlCharactersOfAGuestAreQuestionMarksWhateverSaysThem() {
        TerminalProgress progress = progress(true);
        String hostile = "a\u001b]0;b\u0007\r\n\t\u007f\u009b2Jc\0";
        progress.event(hostile);
        progress.phase(hostile);
        progress.detail(hostile);
        String shown = "T a?]0;b?????" + "?2Jc?";
        assertThat(said()).isEqualTo(shown + "\n" + shown + "\n" + ERASE + shown);
    }

    @Test
    public void textThatIsNotAsciiStaysReadable() {
        assertThat(TerminalProgress.printable("größe €")).isEqualTo("größe €");
    }
}
