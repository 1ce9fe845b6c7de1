package org.ksmlab.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ksmlab.experiment.SweepPlan.Axis;
import org.ksmlab.model.KsmState;
import org.ksmlab.statistics.DosePoint;
import org.ksmlab.statistics.DoseResponse;
import org.ksmlab.statistics.Interval;
import org.ksmlab.statistics.Plateau;
import org.ksmlab.statistics.Plateau.Shape;

/**
 * How the longest stall, of a reader or of a guest, grows with the dose, under one limit on sharing.
 *
 * @param points that were measured
 * @param line through them, or with a limit through those of the doses that it bounds; empty if these are fewer than three, or all of one
 *     dose
 * @param shape RISING as it must be without a limit, FLAT as it must be with one
 * @param prediction for a given dose; empty if there is no line
 * @param sentence all of that for people
 */
public record DoseCurve(
        String arm,
        int maxPageSharing,
        int points,
        Optional<Line> line,
        Shape shape,
        Optional<Prediction> prediction,
        String sentence) {
    /** With a limit, a slope smaller than this part of the one without it counts as none. */
    private static final double NEGLIGIBLE = 0.1;

    /**
     * By least squares.
     *
     * @param slope in seconds a sharer, or a VMA
     * @param intercept in seconds
     */
    public record Line(double slope, Interval slopeInterval, double intercept) {
        static Line of(DoseResponse fit, double confidence) {
            return new Line(fit.slope(), fit.slopeInterval(confidence), fit.intercept());
        }
    }

    /**
     * What one more trial of a dose is expected to show; beyond the points it is an extrapolation.
     *
     * @param interval scatter of trials included
     */
    public record Prediction(long dose, double seconds, Interval interval) {
        static Prediction of(DoseResponse fit, long dose, double confidence) {
            return new Prediction(dose, fit.at((double) dose), fit.prediction((double) dose, confidence));
        }
    }

    /**
     * Of an arm's points.
     *
     * @param axis what the doses are of
     * @param boundedFrom the smallest dose that a limit bounds the stall of
     * @param unlimited the line of the arm without a limit; empty if there is none to compare with
     * @param predict the dose to predict for
     */
    static DoseCurve of(
            String arm,
            int maxPageSharing,
            Axis axis,
            List<DosePoint> points,
            long boundedFrom,
            Optional<DoseResponse> unlimited,
            long predict,
            double confidence) {
        // Nothing that a sweep varies bounds a walk over VMAs.
        boolean isUnlimited = axis == Axis.VMAS || maxPageSharing == KsmState.UNLIMITED;
        List<DosePoint> asked = points.stream()
                .filter(point -> isUnlimited || point.sharers() >= boundedFrom)
                .toList();
        Optional<DoseResponse> fit = DoseResponse.fit(asked);
        Shape shape = isUnlimited
                ? fit.map(line -> shapeWithoutLimit(line, confidence)).orElse(Shape.NO_VERDICT)
                : fit.flatMap(line -> unlimited.map(other -> Plateau.test(line, other, NEGLIGIBLE, 1 - confidence)))
                        .orElse(Shape.NO_VERDICT);
        String from =
                asked.size() == points.size() ? "" : String.format(Locale.ROOT, " from %,d sharers on", boundedFrom);
        Optional<Line> line = fit.map(one -> Line.of(one, confidence));
        Optional<Prediction> prediction = fit.map(one -> Prediction.of(one, predict, confidence));
        return new DoseCurve(
                arm,
                maxPageSharing,
                points.size(),
                line,
                shape,
                prediction,
                arm + ": " + sentence(axis, asked.size(), from, line, shape, prediction, isUnlimited, confidence));
    }

    private static Shape shapeWithoutLimit(DoseResponse line, double confidence) {
        return line.slopeInterval(confidence).low() > 0 ? Shape.RISING : Shape.NO_VERDICT;
    }

    private static String sentence(
            Axis axis,
            int points,
            String from,
            Optional<Line> line,
            Shape shape,
            Optional<Prediction> prediction,
            boolean isUnlimited,
            double confidence) {
        if (line.isEmpty() || prediction.isEmpty()) {
            return points + " points" + from + " carry no line; it takes three, of two doses at least";
        }
        double unit = axis == Axis.SHARERS ? 1e6 : 1e3;
        String grows = String.format(
                Locale.ROOT,
                "%s %s (%s, %.0f %%)",
                seconds(unit * line.get().slope()),
                axis == Axis.SHARERS ? "a million sharers" : "a thousand VMAs",
                interval(line.get().slopeInterval(), unit),
                100 * confidence);
        String expected = String.format(
                Locale.ROOT,
                "; at %,d %s %s is to be expected (%s)",
                prediction.get().dose(),
                axis == Axis.SHARERS ? "sharers" : "VMAs",
                seconds(prediction.get().seconds()),
                interval(prediction.get().interval(), 1));
        return switch (shape) {
            case RISING -> "the longest stall grows" + from + " by " + grows + expected;
            case FLAT ->
                "a plateau" + from + ": the longest stall grows by less than a tenth of what it does without a limit: "
                        + grows;
            case NO_VERDICT ->
                "no verdict: "
                        + (isUnlimited ? "that the stall grows" : "that there is a plateau, or none,")
                        + " is not shown" + from + ": " + grows;
        };
    }

    private static String interval(Interval interval, double factor) {
        return seconds(factor * interval.low()) + " to " + seconds(factor * interval.high());
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.3f s", value);
    }
}
