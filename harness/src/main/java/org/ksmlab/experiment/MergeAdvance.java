package org.ksmlab.experiment;

import java.time.Duration;
import java.util.Locale;
import org.ksmlab.model.KsmState;
import org.ksmlab.waiting.Deadline;

/** How far KSM has got, and when it last got further. */
final class MergeAdvance {
    private final long wanted;
    private final Duration patience;
    private final Phases phases;
    private long merged = -1;
    private long fullScans = -1;
    private Deadline standstill;

    /**
     * Of one wait.
     *
     * @param wanted pages that should merge
     * @param patience how long neither pages nor scans may become more
     * @param phases is told at each look
     */
    MergeAdvance(long wanted, Duration patience, Phases phases) {
        this.wanted = wanted;
        this.patience = patience;
        this.phases = phases;
        standstill = Deadline.in(patience);
    }

    void look(KsmState ksm) {
        long now = ksm.pagesShared() + ksm.pagesSharing();
        if (now > merged || ksm.fullScans() > fullScans) {
            standstill = Deadline.in(patience);
        }
        merged = now;
        fullScans = ksm.fullScans();
        phases.detail("merging: " + this);
    }

    boolean isStandingStill() {
        return standstill.expired();
    }

    /** Pages, as KSM counted them at the last look. */
    long mergedPages() {
        return merged;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d of %,d pages merged, %d full scans",
                Math.max(0, merged),
                wanted,
                Math.max(0, fullScans));
    }
}
