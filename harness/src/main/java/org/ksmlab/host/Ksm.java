package org.ksmlab.host;

import java.util.Optional;
import org.ksmlab.waiting.Deadline;

/** KSM on a host; see Documentation/admin-guide/mm/ksm.rst. */
public final class Ksm {
    private static final String FOLDER = "/sys/kernel/mm/ksm";
    static final String RUN = FOLDER + "/run";
    static final String MAX_PAGE_SHARING = FOLDER + "/max_page_sharing";

    private static final String PAGES_TO_SCAN = FOLDER + "/pages_to_scan";
    private static final String SLEEP_MILLISECS = FOLDER + "/sleep_millisecs";

    /** Unmerges everything and stops; the write returns when it is done. */
    static final String UNMERGE = "2";

    private static final String MERGE = "1";
    private static final String STOPPED = "0";

    private final Tunables tunables;

    /** Whatever is changed is changed through these, and so remembered. */
    public Ksm(Tunables tunables) {
        this.tunables = tunables;
    }

    /**
     * Unmerges everything, sets the limit on sharing, and makes ksmd as eager as it can be once it is {@linkplain #start started}.
     *
     * @param maxPageSharing at least 2; empty: whatever the kernel has, if it has a limit at all
     */
    public void prepare(Optional<Integer> maxPageSharing, Deadline deadline) {
        tunables.set(RUN, UNMERGE, deadline);
        tunables.set(FOLDER + "/merge_across_nodes", "1", deadline);
        // Since 4.12; an older kernel merges zeros as it does anything else.
        tunables.setIfThere(FOLDER + "/use_zero_pages", "0", deadline);
        maxPageSharing.ifPresent(limit -> tunables.set(MAX_PAGE_SHARING, String.valueOf(limit), deadline));
        tunables.set(PAGES_TO_SCAN, "100000", deadline);
        tunables.set(SLEEP_MILLISECS, "0", deadline);
    }

    /** Lets ksmd begin. */
    public void start(Deadline deadline) {
        tunables.set(RUN, MERGE, deadline);
    }

    /** Stops ksmd; what is merged stays merged. */
    public void stop(Deadline deadline) {
        tunables.set(RUN, STOPPED, deadline);
    }

    /** Makes ksmd as slow as a kernel's defaults do: what is merged stays merged, and the CPU is for others. */
    public void slowDown(Deadline deadline) {
        tunables.set(PAGES_TO_SCAN, "100", deadline);
        tunables.set(SLEEP_MILLISECS, "20", deadline);
    }
}
