package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.testng.annotations.Test;

public class LiteralSieveTest {
    private static final List<String> STRINGS =
            List.of("abcab", "bcabca", "aaaaa", "cabbage", LiteralSieve.DIE_COUNTER);

    private static int find(List<String> strings, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new LiteralSieve(strings).find(bytes, 0, bytes.length);
    }

    /** Whether the place that was found is in the line that has the string, or the end if none has. */
    private static boolean isFound(String text, int place, int expected) {
        return expected < 0
                ? place == text.length()
                : text.lastIndexOf('\n', place) == text.lastIndexOf('\n', expected);
    }

    @Test
    public void aStringIsFoundWhereverItIs() {
        for (String string : STRINGS) {
            for (int before = 0; before < 40; before++) {
                for (int after = 0; after < 20; after++) {
                    String text = "x\n" + ".".repeat(before) + string + ".".repeat(after);
                    assertThat(find(STRINGS, text)).isBetween(2, text.length() - 1);
                }
            }
        }
    }

    @Test
    public void itStopsInTheFirstLineThatHasAny() {
        Random random = new Random(1);
        LiteralSieve sieve = new LiteralSieve(STRINGS);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(100);
            for (int i = 0; i < length; i++) {
                text.append("aaabbbcc\n[#ge".charAt(random.nextInt(13)));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            int expected = STRINGS.stream()
                    .mapToInt(text::indexOf)
                    .filter(place -> place >= 0)
                    .min()
                    .orElse(-1);
            int place = sieve.find(bytes, 0, bytes.length);
            assertThat(isFound(text.toString(), place, expected))
                    .as(text.toString())
                    .isTrue();
        }
    }

    @Test
    public void whatTerminalsAreSentIsFoundBecauseItMayHideAString() {
        for (String control : List.of("\u001b[0m", "\b", "\u0000")) {
            assertThat(find(STRINGS, "abc" + control + "ab and more than one step of it"))
                    .isEqualTo(3);
        }
    }

    @Test
    public void tabsAndLineEndsAndWhatIsNotAsciiAreNothing() {
        String text = "\tone\r\ntwo\u00e4\u0089\u009b\u00a3\r\n\tthree # and CPU#0";
        assertThat(find(STRINGS, text)).isEqualTo(text.length());
    }

    @Test
    public void bytesOutsideTheRangeAreNotLookedAt() {
        byte[] bytes = "xxabcabxx".getBytes(StandardCharsets.US_ASCII);
        LiteralSieve sieve = new LiteralSieve(STRINGS);
        assertThat(sieve.find(bytes, 0, 6)).isEqualTo(6);
        assertThat(sieve.find(bytes, 3, 9)).isEqualTo(9);
    }

    @Test
    public void aStringThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> new LiteralSieve(List.of("BUG:")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'BUG:'");
    }
}
