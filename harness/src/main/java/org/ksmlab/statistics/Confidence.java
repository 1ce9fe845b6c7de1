package org.ksmlab.statistics;

/** How sure an interval is. */
final class Confidence {
    private Confidence() {}

    /** What is left on each side of an interval of this confidence. */
    static double tail(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + ", must be between 0 and 1");
        }
        return (1 - confidence) / 2;
    }
}
