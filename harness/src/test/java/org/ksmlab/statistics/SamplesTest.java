package org.ksmlab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.stat.inference.MannWhitneyUTest;
import org.testng.annotations.Test;

public class SamplesTest {
    /**
     * Permeability of the human chorioamnion at term and at 12 to 26 weeks: Hollander and Wolfe, Nonparametric Statistical Methods (1973),
     * p. 69 f., and the example of R's wilcox.test, which says W = 35, one-sided p = 0.1272; the difference is estimated as 0.305.
     */
    private static final double[] AT_TERM = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};

    private static final double[] EARLY = {1.15, 0.88, 0.90, 0.74, 1.21};

    @Test
    public void theRankTestIsThatOfHollanderAndWolfe() {
        assertThat(Samples.pOfSameDistribution(AT_TERM, EARLY)).isCloseTo(2 * 0.1272, within(1e-4));
        assertThat(Samples.shift(AT_TERM, EARLY)).isCloseTo(0.305, within(1e-9));
        // 35 of the 50 pairs are in favour, 15 against.
        assertThat(Samples.cliffsDelta(AT_TERM, EARLY)).isCloseTo((35 - 15) / 50.0, within(1e-12));
    }

    @Test
    public void samplesFarApartHaveTheSmallestP() {
        double[] low = {1, 2, 3, 4, 5};
        double[] high = {6, 7, 8, 9, 10};
        assertThat(Samples.pOfSameDistribution(low, high))
                .isCloseTo(2.0 / 252, within(1e-12))
                .isCloseTo(Samples.smallestP(5, 5), within(1e-12));
        assertThat(Samples.cliffsDelta(high, low)).isEqualTo(1);
        assertThat(Samples.cliffsDelta(low, high)).isEqualTo(-1);
        assertThat(Samples.smallestP(1, 1)).isEqualTo(1);
        assertThat(Samples.smallestP(0, 4)).isEqualTo(1);
    }

    /** Counted by hand: of 20 orders of three zeros and 5, 6, 7, two are as extreme. The normal approximation says 0.064. */
    @Test
    public void tiesInSmallSamplesAreCountedAndNotApproximated() {
        double[] none = {0, 0, 0};
        double[] some = {5, 6, 7};
        assertThat(Samples.pOfSameDistribution(none, some)).isCloseTo(0.1, within(1e-12));
        assertThat(new MannWhitneyUTest().mannWhitneyUTest(none, some)).isLessThan(0.07);
        assertThat(Samples.pOfSameDistribution(none, none)).isEqualTo(1);
        assertThat(Samples.pOfSameDistribution(new double[] {0, 0, 1}, new double[] {0, 1, 1}))
                .isEqualTo(1);
    }

    @Test
    public void theTestIsTheSameEitherWayRound() {
        double[] tied = {1, 4, 6, 6, 9, 9};
        double[] other = {2, 6, 5, 10, 11};
        assertThat(Samples.pOfSameDistribution(tied, other))
                .isStrictlyBetween(0.0, 1.0)
                .isCloseTo(Samples.pOfSameDistribution(other, tied), within(1e-12));
    }

    @Test
    public void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Samples.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Samples.median(new double[] {7})).isEqualTo(7);
    }

    @Test
    public void anEmptySampleIsRefused() {
        assertThatThrownBy(() -> Samples.median(new double[0])).hasMessage("an empty sample");
        assertThatThrownBy(() -> Samples.pOfSameDistribution(AT_TERM, new double[0]))
                .hasMessage("an empty sample");
    }
}
