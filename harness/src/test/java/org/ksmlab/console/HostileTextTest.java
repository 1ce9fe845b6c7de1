package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ksmlab.model.Finding;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What holds whatever the text; the fuzzer in src/bench tries more of it. */
public class HostileTextTest {
    private static final int SEEDS = 5;
    private static final int BYTES = 100_000;

    @DataProvider
    public static Object[][] texts() {
        List<Object[]> texts = new ArrayList<>();
        for (HostileText.Sort sort : HostileText.Sort.values()) {
            for (long seed = 0; seed < SEEDS; seed++) {
                texts.add(new Object[] {sort, seed});
            }
        }
        return texts.toArray(Object[][]::new);
    }

    @Test(dataProvider = "texts")
    public void everyOpenedFindingIsCompleted(HostileText.Sort sort, long seed) {
        Findings findings = new Findings();
        Classifier classifier = new Classifier(findings);
        byte[] text = HostileText.of(sort, seed, BYTES);
        classifier.accept(text, text.length);
        classifier.finish();
        assertThat(findings.completed)
                .extracting(Finding::line)
                .containsExactlyInAnyOrderElementsOf(
                        findings.opened.stream().map(Finding::line).toList());
    }

    @Test(dataProvider = "texts")
    public void itDoesNotMatterHowTheBytesAreCut(HostileText.Sort sort, long seed) {
        byte[] text = HostileText.of(sort, seed, BYTES);
        Findings whole = new Findings();
        Classifier classifier = new Classifier(whole);
        classifier.accept(text, text.length);
        classifier.finish();

        Findings cut = new Findings();
        classifier = new Classifier(cut);
        Random random = new Random(seed);
        for (int from = 0; from < text.length; ) {
            int to = Math.min(text.length, from + 1 + random.nextInt(1000));
            byte[] part = Arrays.copyOfRange(text, from, to);
            classifier.accept(part, part.length);
            from = to;
        }
        classifier.finish();
        assertThat(cut.completed).isEqualTo(whole.completed);
    }

    private static final class Findings implements Classifier.Listener {
        private final List<Finding> opened = new ArrayList<>();
        private final List<Finding> completed = new ArrayList<>();

        @Override
        public void opened(Finding finding) {
            opened.add(finding);
        }

        @Override
        public void completed(Finding finding) {
            completed.add(finding);
        }
    }
}
