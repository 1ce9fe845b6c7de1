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
        double half = quantile(confidence) * line.getSlopeStdErr();
        return new Interval(slope() - half, slope() + half);
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
        double half = quantile(confidence) * Math.sqrt(variance);
        return new Interval(at(sharers) - half, at(sharers) + half);
    }

    private double quantile(double confidence) {
        return new TDistribution(line.getN() - 2).inverseCumulativeProbability(1 - Confidence.tail(confidence));
    }
}
