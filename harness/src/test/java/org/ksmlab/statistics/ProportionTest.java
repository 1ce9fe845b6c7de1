package org.ksmlab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ProportionTest {
    /** NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.4.1: 4 defective of 20, 90 %. */
    @Test
    public void theExactIntervalIsThatOfTheNistHandbook() {
        Interval interval = new Proportion(4, 20).interval(0.90);
        assertThat(interval.low()).isCloseTo(0.071354, within(1e-6));
        assertThat(interval.high()).isCloseTo(0.401029, within(1e-6));
    }

    /** Of no hits and of all hits: (alpha/2)^(1/n), Clopper and Pearson 1934; 0 of 10 at 95 % is in every table as 0.3085. */
    @Test
    public void theIntervalOfNoHitsAndOfAllHitsEndsAtTheEdge() {
        Interval none = new Proportion(0, 10).interval(0.95);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.3085, within(5e-5));
        Interval all = new Proportion(10, 10).interval(0.95);
        assertThat(all.low()).isCloseTo(0.6915, within(5e-5));
        assertThat(all.high()).isEqualTo(1);
    }

    @Test
    public void noTrialsSayNothing() {
        assertThat(new Proportion(0, 0).interval(0.95)).isEqualTo(new Interval(0, 1));
        assertThat(new Proportion(0, 0).pOfSameRateAs(new Proportion(3, 3))).isEqualTo(1);
    }

    @Test
    public void theIntervalCoversTheTrueRateAtLeastAsOftenAsItSays() {
        for (int trials : new int[] {1, 5, 12, 40}) {
            for (double rate : new double[] {0.01, 0.05, 0.3, 0.5, 0.9}) {
                var hits = new BinomialDistribution(trials, rate);
                double covered = IntStream.rangeClosed(0, trials)
                        .filter(k -> new Proportion(k, trials).interval(0.95).contains(rate))
                        .mapToDouble(hits::probability)
                        .sum();
                assertThat(covered).as("%d trials of rate %s", trials, rate).isGreaterThanOrEqualTo(0.95);
            }
        }
    }

    /**
     * Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249 (1983): nothing in 14 patients is compatible with
     * a rate of up to 3/14, exactly 19.3 %. And Wilks's 59 samples, which show 95 % with a confidence of 95 %.
     */
    @Test
    public void cleanTrialsRuleOutARateOfAboutThreeOverTheirNumber() {
        assertThat(Proportion.ruledOutAbove(14, 0.95)).isCloseTo(0.193, within(5e-4));
        assertThat(Proportion.ruledOutAbove(300, 0.95)).isCloseTo(3.0 / 300, within(1e-4));
        assertThat(Proportion.cleanTrialsToRuleOut(0.05, 0.95)).isEqualTo(59);
    }

    @Test
    public void theNumberOfCleanTrialsIsTheSmallestThatRulesTheRateOut() {
        for (double rate : new double[] {0.5, 0.1, 0.05, 0.01}) {
            int trials = Proportion.cleanTrialsToRuleOut(rate, 0.95);
            assertThat(Proportion.ruledOutAbove(trials, 0.95)).isLessThanOrEqualTo(rate);
            assertThat(Proportion.ruledOutAbove(trials - 1, 0.95)).isGreaterThan(rate);
        }
    }

    /** Fisher's lady who tastes tea (The Design of Experiments, 1935), with three of four right, and with all. */
    @Test
    public void theExactTestOfTwoRatesIsThatOfTheLadyTastingTea() {
        assertThat(new Proportion(3, 4).pOfSameRateAs(new Proportion(1, 4))).isCloseTo(34.0 / 70, within(1e-12));
        assertThat(new Proportion(4, 4).pOfSameRateAs(new Proportion(0, 4))).isCloseTo(2.0 / 70, within(1e-12));
    }

    @DataProvider
    public Object[][] refused() {
        return new Object[][] {{-1, 3}, {4, 3}, {0, -1}};
    }

    @Test(dataProvider = "refused")
    public void whatIsNoProportionIsRefused(int hits, int trials) {
        assertThatThrownBy(() -> new Proportion(hits, trials))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(hits + " of " + trials);
    }

    @Test
    public void aConfidenceInPercentIsRefused() {
        assertThatThrownBy(() -> new Proportion(1, 2).interval(95)).hasMessageContaining("95.0");
        assertThatThrownBy(() -> Proportion.ruledOutAbove(3, 95)).hasMessageContaining("95.0");
    }
}
