package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.Test;

public class LiteralIndexTest {
    @Test
    public void overlappingStringsAreAllFound() {
        LiteralIndex index = new LiteralIndex(List.of("he", "she", "hers", "his", "is"));
        assertThat(index.in("ushers")).containsExactly(0, 1, 2);
        assertThat(index.in("this")).containsExactly(3, 4);
        assertThat(index.in("h e")).isEmpty();
    }

    @Test
    public void textThatIsNotAsciiMatchesNothing() {
        assertThat(new LiteralIndex(List.of("ab")).in("a\u0431b a\u00e4b")).isEmpty();
        assertThatThrownBy(() -> new LiteralIndex(List.of("\u00e4"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void itFindsWhatASearchForEachStringFinds() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            List<String> strings = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                strings.add(word(random, 1 + random.nextInt(4)));
            }
            String text = word(random, 20);
            assertThat(new LiteralIndex(strings).in(text))
                    .containsExactlyElementsOf(IntStream.range(0, strings.size())
                            .filter(i -> text.contains(strings.get(i)))
                            .boxed()
                            .toList());
        }
    }

    /** Of three letters only, so that there is something to find. */
    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }
}
