package org.ksmlab.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ksmlab.host.Tunables.Setting;
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

    /** A thousand times the default. */
    private static final int EAGER_PAGES = 100_000;

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
     * @return in the order in which they have to be written
     */
    public static List<Setting> eager(Optional<Integer> maxPageSharing) {
        List<Setting> settings = new ArrayList<>(List.of(
                Setting.of(RUN, UNMERGE),
                Setting.of(FOLDER + "/merge_across_nodes", 1),
                // Since 4.12; an older kernel merges zeros as it does anything else.
                Setting.ifThere(FOLDER + "/use_zero_pages", 0),
                Setting.of(PAGES_TO_SCAN, EAGER_PAGES),
                Setting.of(SLEEP_MILLISECS, 0)));
        maxPageSharing.ifPresent(limit -> settings.add(Setting.of(MAX_PAGE_SHARING, limit)));
        return settings;
    }

    /** Lets ksmd begin. */
    public void start(Deadline deadline) {
        tunables.set(Setting.of(RUN, MERGE), deadline);
    }

    /** Stops ksmd; what is merged stays merged. */
    public void stop(Deadline deadline) {
        tunables.set(Setting.of(RUN, STOPPED), deadline);
    }
}
