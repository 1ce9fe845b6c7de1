package org.ksmlab.statistics;

/**
 * Wald's sequential probability ratio test of a rate (Sequential Analysis, 1947): after each trial it says whether the rate is high or low,
 * or that more trials are needed. By Wald's bounds the two error rates together are not more than alpha + beta.
 *
 * @param p0 a rate that is low
 * @param p1 a rate that is high
 * @param alpha how often a rate of p0 or less may be called high
 * @param beta how often a rate of p1 or more may be called low
 */
public record Sprt(double p0, double p1, double alpha, double beta) {
    /**
     * A bug that nearly always shows, against one that nearly never does. Two trials in a row of one kind decide it, and on average it
     * needs less than half of the five trials that decide it in a fixed design of these error rates.
     */
    public static final Sprt DEFAULT = new Sprt(0.05, 0.9, 0.01, 0.02);

    /** What can be said. */
    public enum Decision {
        DECIDED_HIGH,
        DECIDED_LOW,
        CONTINUE
    }

    public Sprt {
        if (!(0 < p0 && p0 < p1 && p1 < 1)) {
            throw new IllegalArgumentException("p0: " + p0 + ", p1: " + p1 + ", must be 0 < p0 < p1 < 1");
        }
        if (!(0 < alpha && alpha < 0.5)) {
            throw new IllegalArgumentException("alpha: " + alpha + ", must be between 0 and 0.5");
        }
        if (!(0 < beta && beta < 0.5)) {
            throw new IllegalArgumentException("beta: " + beta + ", must be between 0 and 0.5");
        }
    }

    /** What so many trials decide: after each trial, until it is decided, or once after all of them. The error rates hold either way. */
    public Decision decide(Proportion seen) {
        double ratio = logRatio(seen);
        return ratio >= upper() ? Decision.DECIDED_HIGH : ratio <= lower() ? Decision.DECIDED_LOW : Decision.CONTINUE;
    }

    /** How many more trials decide that the rate is high, if all of them are hits; 0 if it is decided. */
    public int moreHitsToHigh(Proportion seen) {
        return more((upper() - logRatio(seen)) / hit());
    }

    /** How many more trials decide that the rate is low, if none of them is a hit; 0 if it is decided. */
    public int moreMissesToLow(Proportion seen) {
        return more((lower() - logRatio(seen)) / miss());
    }

    private static int more(double trials) {
        return (int) Math.max(0, Math.ceil(trials));
    }

    /** The logarithm of how much likelier p1 makes what was seen than p0 does. */
    double logRatio(Proportion seen) {
        return seen.hits() * hit() + (seen.trials() - seen.hits()) * miss();
    }

    double upper() {
        return Math.log((1 - beta) / alpha);
    }

    double lower() {
        return Math.log(beta / (1 - alpha));
    }

    private double hit() {
        return Math.log(p1 / p0);
    }

    private double miss() {
        return Math.log((1 - p1) / (1 - p0));
    }
}
