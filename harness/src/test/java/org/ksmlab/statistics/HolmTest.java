package org.ksmlab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.testng.annotations.Test;

public class HolmTest {
    /** The example of Wikipedia's "Holm-Bonferroni method": at 5 %, the fourth and the first are rejected, the others are not. */
    @Test
    public void theWorkedExampleRejectsTheFourthAndTheFirst() {
        List<Double> corrected = Holm.corrected(List.of(0.01, 0.04, 0.03, 0.005));
        List<Double> expected = List.of(0.03, 0.06, 0.06, 0.02);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(corrected.get(i)).isCloseTo(expected.get(i), within(1e-12));
        }
    }

    @Test
    public void aCorrectedValueIsNeverAboveOneNorBelowASmallerOnes() {
        assertThat(Holm.corrected(List.of(0.9, 0.5, 0.4))).containsExactly(1.0, 1.0, 1.0);
        assertThat(Holm.corrected(List.of(0.02))).containsExactly(0.02);
        assertThat(Holm.corrected(List.of())).isEmpty();
    }
}
