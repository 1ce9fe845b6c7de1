package org.ksmlab.statistics;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.stat.descriptive.rank.Median;
import org.hipparchus.stat.inference.MannWhitneyUTest;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.hipparchus.util.CombinatoricsUtils;

/** Two samples of independent measurements, compared without a guess at how they are distributed. */
public final class Samples {
    /** Up to here the library is exact without ties, and so are we with them. */
    private static final int MOST_FOR_EXACT = 50;

    private Samples() {}

    /** The median; of an even number the mean of the middle two. */
    public static double median(double[] sample) {
        requireNotEmpty(sample);
        return new Median().evaluate(sample);
    }

    /**
     * The test of Mann and Whitney (and Wilcoxon), two-sided: the probability that samples of one and the same distribution differ in their
     * ranks as much as these, or more. Exact up to 50 measurements in all, else approximately normal.
     */
    public static double pOfSameDistribution(double[] a, double[] b) {
        requireNotEmpty(a);
        requireNotEmpty(b);
        double[] ranks = ranks(a, b);
        return a.length + b.length <= MOST_FOR_EXACT && hasTies(ranks)
                ? exactWithTies(ranks, a.length)
                : new MannWhitneyUTest().mannWhitneyUTest(a, b);
    }

    /** The smallest p that samples of these sizes can have: when all of one are above all of the other. */
    public static double smallestP(int sizeOfA, int sizeOfB) {
        if (sizeOfA == 0 || sizeOfB == 0) {
            return 1;
        }
        return Math.min(1, 2 / CombinatoricsUtils.binomialCoefficientDouble(sizeOfA + sizeOfB, sizeOfA));
    }

    /**
     * Cliff's delta (Psychological Bulletin 114, 1993): how much more often a measurement of a is above one of b than below it. 1 if all are
     * above, -1 if all are below, 0 if neither is larger.
     */
    public static double cliffsDelta(double[] a, double[] b) {
        requireNotEmpty(a);
        requireNotEmpty(b);
        double sum = 0;
        for (double one : a) {
            for (double other : b) {
                sum += Math.signum(one - other);
            }
        }
        return sum / a.length / b.length;
    }

    /** By how much a lies above b: the median of all differences (Hodges and Lehmann, Annals of Mathematical Statistics 34, 1963). */
    public static double shift(double[] a, double[] b) {
        requireNotEmpty(a);
        requireNotEmpty(b);
        double[] differences = new double[a.length * b.length];
        int next = 0;
        for (double one : a) {
            for (double other : b) {
                differences[next++] = one - other;
            }
        }
        return median(differences);
    }

    private static double[] ranks(double[] a, double[] b) {
        double[] all = new double[a.length + b.length];
        System.arraycopy(a, 0, all, 0, a.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(all);
    }

    private static boolean hasTies(double[] ranks) {
        return DoubleStream.of(ranks).distinct().count() < ranks.length;
    }

    /**
     * The library's test is approximate with ties, and promises too much of small samples: three zeros against three other values give
     * 0.064, where 2 of 20 orders are as extreme. This counts the orders: in how many ways {@code size} of the ranks have a sum as far from
     * its mean as the first ones have.
     *
     * @param ranks with the mean rank for ties, so that twice a rank is a whole number
     */
    private static double exactWithTies(double[] ranks, int size) {
        int[] doubled = IntStream.range(0, ranks.length)
                .map(i -> (int) Math.round(2 * ranks[i]))
                .toArray();
        int mostSum = IntStream.of(doubled).sum();
        // ways[k][s]: how many choices of k ranks have the doubled sum s. All are below 2^53, where a double is exact.
        double[][] ways = new double[size + 1][mostSum + 1];
        ways[0][0] = 1;
        for (int rank : doubled) {
            for (int k = size; k >= 1; k--) {
                for (int sum = mostSum; sum >= rank; sum--) {
                    ways[k][sum] += ways[k - 1][sum - rank];
                }
            }
        }
        int mean = size * (ranks.length + 1);
        int seen = Math.abs(IntStream.of(doubled).limit(size).sum() - mean);
        double asExtreme = IntStream.rangeClosed(0, mostSum)
                .filter(sum -> Math.abs(sum - mean) >= seen)
                .mapToDouble(sum -> ways[size][sum])
                .sum();
        return asExtreme / CombinatoricsUtils.binomialCoefficientDouble(ranks.length, size);
    }

    private static void requireNotEmpty(double[] sample) {
        if (sample.length == 0) {
            throw new IllegalArgumentException("an empty sample");
        }
    }
}
