package org.ksmlab.experiment;

/**
 * A time on the host's CLOCK_MONOTONIC, in nanoseconds.
 *
 * @param errorNs both ends are right within this
 */
record HostTime(long startNs, long endNs, long errorNs) {
    boolean overlaps(HostTime other) {
        long slack = errorNs + other.errorNs;
        return startNs <= other.endNs + slack && other.startNs <= endNs + slack;
    }
}
