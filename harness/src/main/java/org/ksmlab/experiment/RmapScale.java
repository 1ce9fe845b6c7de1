package org.ksmlab.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ksmlab.model.KsmState;

/**
 * The scenario ksm-rmap-scale: processes on the host instead of guests, for doses that guests cannot reach. They have identical pages on
 * one node, KSM merges them, and the pages of one process are moved to another node while all of them read a merged page.
 *
 * @param sharers the dose: identical pages of all processes together, which should end up on one KSM page if nothing limits it
 * @param maxPageSharing what /sys/kernel/mm/ksm/max_page_sharing is set to
 * @param vmas on the one anon_vma of each process's pages: for each mapping the walk visits every one of them
 */
public record RmapScale(int processes, long sharers, int maxPageSharing, int vmas) {
    public static final String NAME = "ksm-rmap-scale";

    /** The longest stable node's list in the crash dump of LP#1680513. */
    public static final long CASE_SHARERS = 2_306_920;

    /** Fewer pages are walked faster than can be measured. */
    public static final long FEWEST_SHARERS = 1_000;

    /** One anon_vma of a report of 2026 (linux-mm, "ksm: Optimize rmap_walk_ksm by passing a suitable address range"). */
    public static final int CASE_VMAS = 20_000;

    /** A process may have 65530 (vm.max_map_count), and its program's are some of them. */
    public static final int MOST_VMAS = 65_000;

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
        if (vmas < 1 || vmas > MOST_VMAS) {
            throw new IllegalArgumentException("vmas: " + vmas + ", must be 1 to " + MOST_VMAS);
        }
        if (vmas > sharers / processes) {
            throw new IllegalArgumentException("vmas: " + vmas + ", more than the " + sharers / processes
                    + " pages of each of " + processes + " processes");
        }
    }

    /** With one VMA. */
    public RmapScale(int processes, long sharers, int maxPageSharing) {
        this(processes, sharers, maxPageSharing, 1);
    }

    /** The first version of records knew no other. */
    static void withOneVma(ObjectNode record) {
        if (record.get("scale") instanceof ObjectNode scale) {
            scale.put("vmas", 1);
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

    /** Arm and dose: what a trial's folder is called, but for its number. */
    public String label() {
        return arm() + "-" + sharers + (vmas == 1 ? "" : "-in-" + vmas + "-vmas");
    }

    long pagesPerProcess() {
        return sharers / processes;
    }
}
