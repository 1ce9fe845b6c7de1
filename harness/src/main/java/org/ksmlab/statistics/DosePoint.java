package org.ksmlab.statistics;

/**
 * What one trial gave.
 *
 * @param sharers the dose: mappings of one KSM page, or of what would be one without a limit
 * @param seconds the response
 */
public record DosePoint(double sharers, double seconds) {
    public DosePoint {
        if (!(sharers >= 0) || !Double.isFinite(sharers)) {
            throw new IllegalArgumentException("sharers: " + sharers);
        }
        if (!(seconds >= 0) || !Double.isFinite(seconds)) {
            throw new IllegalArgumentException("seconds: " + seconds);
        }
    }
}
