package org.ksmlab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.random.Well19937c;
import org.ksmlab.statistics.Sprt.Decision;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class SprtTest {
    private static final int CAMPAIGNS = 10_000;
    private static final long SEED = 1_680_513;

    /**
     * NIST/SEMATECH e-Handbook of Statistical Methods, 6.2.6: p1 = 0.01, p2 = 0.10, alpha = 0.05, beta = 0.10 give the lines
     * -0.939 + 0.0397 n and 1.205 + 0.0397 n for the number of hits.
     */
    @Test
    public void theLimitsAreThoseOfTheNistHandbook() {
        Sprt sprt = new Sprt(0.01, 0.10, 0.05, 0.10);
        double perHit = sprt.logRatio(new Proportion(1, 1)) - sprt.logRatio(new Proportion(0, 1));
        double perTrial = -sprt.logRatio(new Proportion(0, 1)) / perHit;
        assertThat(sprt.lower() / perHit).isCloseTo(-0.939, within(5e-4));
        assertThat(sprt.upper() / perHit).isCloseTo(1.205, within(5e-4));
        assertThat(perTrial).isCloseTo(0.0397, within(1e-4));
        // Without a hit the lower line is crossed at 0.939 / 0.0397; two hits are above the upper one up to the 19th.
        assertThat(sprt.decide(new Proportion(0, 23))).isEqualTo(Decision.CONTINUE);
        assertThat(sprt.decide(new Proportion(0, 24))).isEqualTo(Decision.DECIDED_LOW);
        assertThat(sprt.decide(new Proportion(2, 19))).isEqualTo(Decision.DECIDED_HIGH);
        assertThat(sprt.decide(new Proportion(2, 20))).isEqualTo(Decision.CONTINUE);
    }

    @Test
    public void twoTrialsOfOneKindDecideByDefault() {
        assertThat(Sprt.DEFAULT.decide(new Proportion(2, 2))).isEqualTo(Decision.DECIDED_HIGH);
        assertThat(Sprt.DEFAULT.decide(new Proportion(0, 2))).isEqualTo(Decision.DECIDED_LOW);
        assertThat(Sprt.DEFAULT.decide(new Proportion(1, 2))).isEqualTo(Decision.CONTINUE);
        assertThat(Sprt.DEFAULT.decide(new Proportion(0, 0))).isEqualTo(Decision.CONTINUE);
    }

    @Test
    public void itSaysHowManyMoreItWouldTake() {
        for (int trials = 0; trials <= 12; trials++) {
            for (int hits = 0; hits <= trials; hits++) {
                Proportion seen = new Proportion(hits, trials);
                if (Sprt.DEFAULT.decide(seen) == Decision.CONTINUE) {
                    int high = Sprt.DEFAULT.moreHitsToHigh(seen);
                    int low = Sprt.DEFAULT.moreMissesToLow(seen);
                    assertThat(decideAfter(seen, high, high)).isEqualTo(Decision.DECIDED_HIGH);
                    assertThat(decideAfter(seen, high - 1, high - 1)).isEqualTo(Decision.CONTINUE);
                    assertThat(decideAfter(seen, 0, low)).isEqualTo(Decision.DECIDED_LOW);
                    assertThat(decideAfter(seen, 0, low - 1)).isEqualTo(Decision.CONTINUE);
                }
            }
        }
        assertThat(Sprt.DEFAULT.moreHitsToHigh(new Proportion(5, 5))).isZero();
        assertThat(Sprt.DEFAULT.moreMissesToLow(new Proportion(0, 5))).isZero();
    }

    private static Decision decideAfter(Proportion seen, int hits, int trials) {
        return Sprt.DEFAULT.decide(new Proportion(seen.hits() + hits, seen.trials() + trials));
    }

    /** How 10,000 sequential campaigns of one arm end. */
    private record Simulated(double high, double low, double trials) {
        static Simulated of(Sprt sprt, double rate) {
            RandomGenerator random = new Well19937c(SEED);
            int high = 0;
            int trials = 0;
            for (int i = 0; i < CAMPAIGNS; i++) {
                Proportion seen = new Proportion(0, 0);
                while (sprt.decide(seen) == Decision.CONTINUE) {
                    int hit = random.nextDouble() < rate ? 1 : 0;
                    seen = new Proportion(seen.hits() + hit, seen.trials() + 1);
                }
                high += sprt.decide(seen) == Decision.DECIDED_HIGH ? 1 : 0;
                trials += seen.trials();
            }
            return new Simulated(
                    (double) high / CAMPAIGNS, (double) (CAMPAIGNS - high) / CAMPAIGNS, (double) trials / CAMPAIGNS);
        }
    }

    @DataProvider
    public Object[][] tests() {
        return new Object[][] {
            {Sprt.DEFAULT}, {new Sprt(0.05, 0.9, 0.05, 0.05)}, {new Sprt(0.1, 0.5, 0.05, 0.1)},
        };
    }

    @Test(dataProvider = "tests")
    public void itErrsNoMoreOftenThanItSays(Sprt sprt) {
        assertThat(Simulated.of(sprt, sprt.p0()).high()).isLessThanOrEqualTo(sprt.alpha());
        assertThat(Simulated.of(sprt, sprt.p1()).low()).isLessThanOrEqualTo(sprt.beta());
    }

    @Test
    public void itNeedsAtMostHalfTheTrialsOfAFixedDesignOfTheSameErrorRates() {
        int fixed = trialsOfFixedDesign(Sprt.DEFAULT);
        assertThat(fixed).isEqualTo(5);
        assertThat(Simulated.of(Sprt.DEFAULT, 0.05).trials()).isLessThanOrEqualTo(fixed / 2.0);
        assertThat(Simulated.of(Sprt.DEFAULT, 0.9).trials()).isLessThanOrEqualTo(fixed / 2.0);
    }

    /** The smallest number of trials for which some number of hits tells the two rates apart with these error rates. */
    private static int trialsOfFixedDesign(Sprt sprt) {
        for (int trials = 1; ; trials++) {
            var low = new BinomialDistribution(trials, sprt.p0());
            var high = new BinomialDistribution(trials, sprt.p1());
            for (int hits = 1; hits <= trials; hits++) {
                if (1 - low.cumulativeProbability(hits - 1) <= sprt.alpha()
                        && high.cumulativeProbability(hits - 1) <= sprt.beta()) {
                    return trials;
                }
            }
        }
    }

    @Test
    public void ratesAndErrorsThatMakeNoTestAreRefused() {
        assertThatThrownBy(() -> new Sprt(0.9, 0.05, 0.01, 0.01)).hasMessageContaining("p0: 0.9");
        assertThatThrownBy(() -> new Sprt(0, 0.9, 0.01, 0.01)).hasMessageContaining("p0: 0.0");
        assertThatThrownBy(() -> new Sprt(0.05, 0.9, 0.6, 0.01)).hasMessageContaining("alpha: 0.6");
        assertThatThrownBy(() -> new Sprt(0.05, 0.9, 0.01, 0)).hasMessageContaining("beta: 0.0");
    }
}
