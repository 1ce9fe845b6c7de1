package org.ksmlab.statistics;

import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;

/**
 * How many of a number of independent trials had an outcome, and what that says of its rate.
 *
 * @param hits trials that had it
 * @param trials of which; may be 0
 */
public record Proportion(int hits, int trials) {
    /** Probabilities of tables as extreme as the one seen may differ from its own in the last digits. */
    private static final double AS_EXTREME = 1 + 1e-9;

    public Proportion {
        if (trials < 0 || hits < 0 || hits > trials) {
            throw new IllegalArgumentException("proportion: " + hits + " of " + trials);
        }
    }

    /** The share of hits; NaN of no trials. */
    public double rate() {
        return (double) hits / trials;
    }

    /**
     * The exact interval of the rate (Clopper and Pearson, Biometrika 26, 1934): it never covers the true rate less often than it says.
     *
     * @param confidence between 0 and 1, such as 0.95
     */
    public Interval interval(double confidence) {
        double tail = Confidence.tail(confidence);
        // Hipparchus has the interval, but (4.0.3) not for no hits and for nothing but hits.
        double low = hits == 0 ? 0 : new BetaDistribution(hits, trials - hits + 1).inverseCumulativeProbability(tail);
        double high = hits == trials
                ? 1
                : new BetaDistribution(hits + 1, trials - hits).inverseCumulativeProbability(1 - tail);
        return new Interval(low, high);
    }

    /**
     * The rate that so many trials without a hit rule out, and every higher one with it: were it that high, a hit would have been seen with
     * this confidence. One-sided, and about 3/n at 95 %.
     *
     * @param clean trials, none of which was a hit; at least 1
     */
    public static double ruledOutAbove(int clean, double confidence) {
        if (clean < 1) {
            throw new IllegalArgumentException("clean: " + clean);
        }
        Confidence.tail(confidence);
        return 1 - Math.pow(1 - confidence, 1.0 / clean);
    }

    /** How many trials without a hit rule out a rate of this or more: see {@link #ruledOutAbove}. */
    public static int cleanTrialsToRuleOut(double rate, double confidence) {
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("rate: " + rate + ", must be between 0 and 1");
        }
        Confidence.tail(confidence);
        return (int) Math.ceil(Math.log1p(-confidence) / Math.log1p(-rate));
    }

    /** The smallest p that {@link #pOfSameRateAs} can give of sets of these sizes: all of one are hits, and none of the other. */
    public static double smallestP(int trials, int others) {
        return Math.min(
                new Proportion(trials, trials).pOfSameRateAs(new Proportion(0, others)),
                new Proportion(0, trials).pOfSameRateAs(new Proportion(others, others)));
    }

    /**
     * Fisher's exact test, two-sided: the probability that two sets of trials of one and the same rate differ as much as these, or more. A
     * table counts as more extreme if it is less probable.
     */
    public double pOfSameRateAs(Proportion other) {
        if (trials == 0 || other.trials == 0) {
            return 1;
        }
        int allHits = hits + other.hits;
        var tables = new HypergeometricDistribution(trials + other.trials, allHits, trials);
        double limit = tables.probability(hits) * AS_EXTREME;
        double p = IntStream.rangeClosed(tables.getSupportLowerBound(), tables.getSupportUpperBound())
                .mapToDouble(tables::probability)
                .filter(probability -> probability <= limit)
                .sum();
        return Math.min(1, p);
    }
}
