package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.testng.annotations.Test;

public class LineWatchTest {
    private static final String TEXT = "ksmlab-guest: ready";

    private static void say(LineWatch watch, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        watch.accept(bytes, bytes.length);
    }

    @Test
    public void theTextIsSeenWhereverItIsCut() {
        String said = "[ 1.0] booting\n" + TEXT + "\n";
        for (int cut = 1; cut < said.length(); cut++) {
            LineWatch watch = new LineWatch(TEXT);
            say(watch, said.substring(0, cut));
            say(watch, said.substring(cut));
            assertThat(watch.isSeen()).as("cut at %d", cut).isTrue();
        }
    }

    @Test
    public void theTextIsSeenByteByByte() {
        LineWatch watch = new LineWatch(TEXT);
        TEXT.chars().forEach(c -> say(watch, Character.toString(c)));
        assertThat(watch.isSeen()).isTrue();
    }

    @Test
    public void onlyTheWholeTextIsSeen() {
        LineWatch watch = new LineWatch(TEXT);
        say(watch, "ksmlab-guest: rea");
        say(watch, "_dy\n");
        assertThat(watch.isSeen()).isFalse();
    }

    @Test
    public void onlyTheBytesThatCountAreLookedAt() {
        LineWatch watch = new LineWatch(TEXT);
        watch.accept(TEXT.getBytes(StandardCharsets.ISO_8859_1), TEXT.length() - 1);
        assertThat(watch.isSeen()).isFalse();
    }

    @Test
    public void whatWasSeenStaysSeen() {
        LineWatch watch = new LineWatch(TEXT);
        say(watch, TEXT);
        say(watch, "and more, much longer than the text was\n");
        assertThat(watch.isSeen()).isTrue();
    }
}
