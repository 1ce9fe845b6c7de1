package org.ksmlab.statistics;

import java.util.List;
import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.regression.SimpleRegression;

/**
 * A straight line through doses and responses, by least squares. Its intervals assume that responses scatter around the line as widely at
 * every dose.
 */
public final class DoseResponse {
    /** A line through two points leaves nothing to tell its error by. */
    private static final int FEWEST = 3;

    private final SimpleRegression line;
    private final double meanDose;

    private DoseResponse(SimpleRegression line, double meanDose) {
        this.line = line;
        this.meanDose = meanDose;
    }

    /** Empty if the points carry no line: fewer than three, or all of one dose. */
    public static Optional<DoseResponse> fit(List<DosePoint> points) {
        if (points.size() < FEWEST
                || points.stream().mapToDouble(DosePoint::sharers).distinct().count() < 2) {
            return Optional.empty();
        }
        SimpleRegression line = new SimpleRegression();
        points.forEach(point -> line.addData(point.sharers(), point.seconds()));
        double meanDose =
                points.stream().mapToDouble(DosePoint::sharers).average().orElseThrow();
        return Optional.of(new DoseResponse(line, meanDose));
    }

    /** Points it was fitted to. */
    public long points() {
        return line.getN();
    }

    /** In seconds a sharer. */
    public double slope() {
        return line.getSlope();
    }

    /** In seconds. */
    public double intercept() {
        return line.getIntercept();
    }

    public Interval slopeInterval(double confidence) {
        return around(slope(), line.getSlopeStdErr(), freedom(), confidence);
    }

    /**
     * The interval of this line's slope and a part of another one's together. The two may scatter differently: degrees of freedom as Welch
     * (Biometrika 34, 1947) has them.
     */
    Interval slopePlus(double part, DoseResponse other, double confidence) {
        double own = square(line.getSlopeStdErr());
        double others = square(part * other.line.getSlopeStdErr());
        double freedom = square(own + others) / (square(own) / freedom() + square(others) / other.freedom());
        return around(slope() + part * other.slope(), Math.sqrt(own + others), freedom, confidence);
    }

    private double freedom() {
        return line.getN() - 2.0;
    }

    private static double square(double value) {
        return value * value;
    }

    /** The line at this dose, in seconds; also far beyond the points, where it is an extrapolation. */
    public double at(double sharers) {
        return line.predict(sharers);
    }

    /** Where the response of one more trial at this dose is to be expected, in seconds: the scatter of trials included. */
    public Interval prediction(double sharers, double confidence) {
        double fromMean = sharers - meanDose;
        double variance =
                line.getMeanSquareError() * (1 + 1.0 / line.getN() + fromMean * fromMean / line.getXSumSquares());
        return around(at(sharers), Math.sqrt(variance), freedom(), confidence);
    }

    /** Points without any scatter, which tests have, leave no error. */
    private static Interval around(double value, double error, double freedom, double confidence) {
        double tail = Confidence.tail(confidence);
        double half = error > 0 ? error * new TDistribution(freedom).inverseCumulativeProbability(1 - tail) : 0;
        return new Interval(value - half, value + half);
    }
}
