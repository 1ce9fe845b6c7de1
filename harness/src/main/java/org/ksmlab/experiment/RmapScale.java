package org.ksmlab.experiment;

import org.ksmlab.model.KsmState;

/**
 * The scenario ksm-rmap-scale: processes on the host instead of guests, for doses that guests cannot reach. They have identical pages on
 * one node, KSM merges them, and the pages of one process are moved to another node while all of them read a merged page.
 *
 * @param sharers the dose: identical pages of all processes together, which should end up on one KSM page if nothing limits it
 * @param maxPageSharing what /sys/kernel/mm/ksm/max_page_sharing is set to
 */
public record RmapScale(int processes, long sharers, int maxPageSharing) {
    public static final String NAME = "ksm-rmap-scale";

    /** The longest stable node's list in the crash dump of LP#1680513. */
    public static final long CASE_SHARERS = 2_306_920;

    /** Fewer pages are walked faster than can be measured. */
    public static final long FEWEST_SHARERS = 1_000;

    /** As many as the lab host's processes have been tried with. */
    public static final int MOST_PROCESSES = 64;

    public RmapScale {
        if (processes < 2 || processes > MOST_PROCESSES) {
            throw new IllegalArgumentException("processes: " + processes + ", must be 2 to " + MOST_PROCESSES);
        }
        if (sharers < FEWEST_SHARERS) {
            throw new IllegalArgumentException("sharers: " + sharers + ", must be at least " + FEWEST_SHARERS);
        }
        if (maxPageSharing < 2) {
            throw new IllegalArgumentException("maxPageSharing: " + maxPageSharing + ", must be at least 2");
        }
    }

    /** Whether the limit is as good as none. */
    public boolean isUnlimited() {
        return maxPageSharing == KsmState.UNLIMITED;
    }

    /** The name of the arm that a limit makes. */
    public String arm() {
        return isUnlimited() ? Arm.WITHOUT_LIMIT.name() : "limit-" + maxPageSharing;
    }

    long pagesPerProcess() {
        return sharers / processes;
    }
}
