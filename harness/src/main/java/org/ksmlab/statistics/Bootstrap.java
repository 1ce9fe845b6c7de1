package org.ksmlab.statistics;

import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.random.Well19937c;
import org.hipparchus.stat.StatUtils;

/**
 * Intervals by the percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993): what a statistic becomes when the
 * samples are drawn again from themselves. The same seed gives the same interval.
 *
 * @param seed of each interval's random numbers
 * @param confidence of the intervals
 */
public record Bootstrap(long seed, double confidence) {
    /** Of five measurements not even the whole range covers the median 95 times in a hundred (1 - 2^(1-n)). */
    public static final int FEWEST = 6;

    /** Efron and Tibshirani ask for 1,000 at least. */
    private static final int RESAMPLES = 2_000;

    public Bootstrap {
        Confidence.tail(confidence);
    }

    /** Of the median; empty if there are fewer than {@value #FEWEST} measurements. */
    public Optional<Interval> median(double[] sample) {
        return interval(sample, sample, (drawn, again) -> Samples.median(drawn));
    }

    /** Of {@link Samples#shift}; empty if a sample has fewer than {@value #FEWEST} measurements. */
    public Optional<Interval> shift(double[] a, double[] b) {
        return interval(a, b, Samples::shift);
    }

    private Optional<Interval> interval(double[] a, double[] b, ToDoubleBiFunction<double[], double[]> statistic) {
        if (a.length < FEWEST || b.length < FEWEST) {
            return Optional.empty();
        }
        RandomGenerator random = new Well19937c(seed);
        double[] values = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            values[i] = statistic.applyAsDouble(draw(a, random), draw(b, random));
        }
        double tail = 100 * Confidence.tail(confidence);
        return Optional.of(new Interval(StatUtils.percentile(values, tail), StatUtils.percentile(values, 100 - tail)));
    }

    private static double[] draw(double[] sample, RandomGenerator random) {
        double[] drawn = new double[sample.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = sample[random.nextInt(sample.length)];
        }
        return drawn;
    }
}
