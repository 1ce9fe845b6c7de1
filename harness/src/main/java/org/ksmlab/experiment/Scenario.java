package org.ksmlab.experiment;

/**
 * The scenario ksm-migrate-lockup: guests on one node fill their memory with identical pages, KSM merges them, and one guest's pages
 * are moved to another node while all of them read the merged memory and write to their disks.
 *
 * @param vcpus of each guest
 * @param memoryMib of each guest
 * @param fillMib identical memory in each guest
 * @param busyGuests how many of them read their memory all the time and write to their disks; the others read it now and then and
 *     write once numad has chosen, so that it finds a guest that has a CPU nearly to itself
 * @param watchdogThresh the guests' kernel.watchdog_thresh, in seconds; their soft lockup threshold is twice that
 */
public record Scenario(
        int guests, int vcpus, int memoryMib, int fillMib, int busyGuests, int watchdogThresh, TriggerKind trigger) {
    public static final String NAME = "ksm-migrate-lockup";

    /** What makes the kernel walk. */
    public enum TriggerKind {
        /** The daemon of the case study. */
        NUMAD,
        /** migrate_pages(2) by a program of ours. */
        MIGRATE_PAGES
    }

    /** What a guest's kernel and user space take beside the identical memory, in MiB; Debian's cloud kernel does not boot in less. */
    public static final int BASE_MIB = 112;

    private static final int PAGES_PER_MIB = 256;

    public Scenario {
        if (guests < 2) {
            throw new IllegalArgumentException(
                    "guests: " + guests + ": pages of one guest alone are no case of this bug");
        }
        if (guests > Guests.MOST) {
            throw new IllegalArgumentException("guests: " + guests + ": more than " + Guests.MOST);
        }
        if (fillMib < 1 || fillMib > memoryMib - BASE_MIB) {
            throw new IllegalArgumentException(
                    "fillMib: " + fillMib + " of " + memoryMib + " MiB, of which " + BASE_MIB + " are the guest's own");
        }
        if (busyGuests < 0 || busyGuests > guests) {
            throw new IllegalArgumentException("busyGuests: " + busyGuests + " of " + guests + " guests");
        }
        if (watchdogThresh < 1 || watchdogThresh > 60) {
            throw new IllegalArgumentException("watchdogThresh: " + watchdogThresh + ", must be 1 to 60");
        }
    }

    /**
     * A dose that is over in a few minutes on an emulated host, and yet keeps the two arms far apart. Two vCPUs a guest: while one waits
     * for a merged page, the other keeps the guest's mm active on a host CPU, so that each mapping that is unmapped costs an IPI. Were
     * they all waiting, the walk would be a hundred times as fast.
     */
    public static Scenario quick(TriggerKind trigger) {
        return new Scenario(2, 2, 232, 120, trigger == TriggerKind.NUMAD ? 1 : 2, 1, trigger);
    }

    /** The dose of the full run. numad moves a guest only if it has a CPU nearly to itself, so there one guest is busy. */
    public static Scenario full(TriggerKind trigger) {
        return new Scenario(2, 2, 432, 200, trigger == TriggerKind.NUMAD ? 1 : 2, 1, trigger);
    }

    /** Pages that should end up on one KSM page, if nothing limits it. */
    public long identicalPages() {
        return guests * pagesPerGuest();
    }

    /** Identical pages of each guest. */
    long pagesPerGuest() {
        return (long) fillMib * PAGES_PER_MIB;
    }

    /** A guest's kernel calls it a soft lockup when a CPU scheduled nothing for longer than this, in seconds (kernel/watchdog.c). */
    public double softLockupThresholdSeconds() {
        return 2.0 * watchdogThresh;
    }
}
