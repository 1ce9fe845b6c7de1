package org.ksmlab.statistics;

/** Where a value may be; both ends belong to it. What its confidence is, says whoever made it. */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("interval: " + low + " to " + high);
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /** Whether all of the other is in this. */
    public boolean contains(Interval other) {
        return low <= other.low && other.high <= high;
    }
}
