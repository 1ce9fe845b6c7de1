package org.ksmlab.statistics;

import java.util.List;
import java.util.Optional;

/**
 * Whether the response stops to grow with the dose from a point on, as it must from max_page_sharing on where the kernel keeps to that
 * limit. That no slope was found proves nothing: the test is one of equivalence (two one-sided tests; Schuirmann, Journal of
 * Pharmacokinetics and Biopharmaceutics 15, 1987), which needs enough data to rule a slope out.
 *
 * @param fit of the points from there on; empty if they carry none
 */
public record Plateau(Shape shape, Optional<DoseResponse> fit) {
    /** What the points show. */
    public enum Shape {
        /** Any slope is smaller than what counts as none. */
        FLAT,
        /** The slope is larger than that. */
        RISING,
        /** The points do not tell. */
        NO_VERDICT
    }

    /**
     * Tests the points from a dose on.
     *
     * @param from the dose, usually max_page_sharing
     * @param negligible the slope that counts as none, in seconds a sharer, such as a tenth of what an unlimited kernel has
     * @param alpha how often each of FLAT and RISING may be said wrongly
     */
    public static Plateau test(List<DosePoint> points, double from, double negligible, double alpha) {
        if (!(negligible > 0)) {
            throw new IllegalArgumentException("negligible: " + negligible);
        }
        List<DosePoint> beyond =
                points.stream().filter(point -> point.sharers() >= from).toList();
        Optional<DoseResponse> fit = DoseResponse.fit(beyond);
        Shape shape = fit.map(line -> line.slopeInterval(1 - 2 * alpha))
                .map(slope -> shape(slope, negligible))
                .orElse(Shape.NO_VERDICT);
        return new Plateau(shape, fit);
    }

    private static Shape shape(Interval slope, double negligible) {
        return new Interval(-negligible, negligible).contains(slope)
                ? Shape.FLAT
                : slope.low() > negligible ? Shape.RISING : Shape.NO_VERDICT;
    }
}
