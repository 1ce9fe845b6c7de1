package org.ksmlab.statistics;

/**
 * Whether the response stops to grow with the dose from a point on, as it must from max_page_sharing on where the kernel keeps to that
 * limit. That no slope was found proves nothing: the test is one of equivalence (two one-sided tests; Schuirmann, Journal of
 * Pharmacokinetics and Biopharmaceutics 15, 1987), which needs enough data to rule a slope out.
 */
public final class Plateau {
    private Plateau() {}

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
     * Tests points. What counts as no slope is a part of another line's, whose own error counts too.
     *
     * @param line of doses from which on the response is to stay
     * @param unbounded the line of a kernel without a limit
     * @param negligible the part of its slope that counts as none, such as a tenth
     * @param alpha how often each of FLAT and RISING may be said wrongly
     */
    public static Shape test(DoseResponse line, DoseResponse unbounded, double negligible, double alpha) {
        double confidence = 1 - 2 * alpha;
        Interval above = line.slopePlus(-negligible, unbounded, confidence);
        Interval below = line.slopePlus(negligible, unbounded, confidence);
        if (above.high() < 0 && below.low() > 0) {
            return Shape.FLAT;
        }
        // Above a part of a slope that may be none, or less, is only what rises by itself.
        return above.low() > 0 && line.slopeInterval(confidence).low() > 0 ? Shape.RISING : Shape.NO_VERDICT;
    }
}
