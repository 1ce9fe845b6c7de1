package org.ksmlab.experiment;

import java.time.Duration;
import java.util.Optional;
import org.ksmlab.command.Shell;
import org.ksmlab.model.Sharers;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/** Waits until KSM has merged the processes' pages. That ksmd does not advance is an answer, not a wait for ever. */
record ScaleMerge(
        HostUnderTest host, Shell shell, RmapScale scale, Mergers mergers, HostSamples samples, Phases phases) {
    /** Of the pages: each new page of a stable node that is full takes ksmd another look at the last few. */
    static final double ENOUGH = 0.99;

    private static final Duration BUDGET = Duration.ofMinutes(12);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** Under the limit, a first scan of millions of pages merges nothing: it takes their checksums. */
    private static final Duration STANDSTILL = Duration.ofMinutes(3);

    /** KSM did not merge what it should have, in the time that it had. */
    static final class NotMergedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotMergedException(String why) {
            super(why);
        }
    }

    /** Counts one by one how often each page is mapped, which takes seconds: not before KSM's own sum says that it is enough. */
    Sharers await(Deadline whole) {
        Deadline deadline = whole.sooner(BUDGET);
        MergeAdvance advance = new MergeAdvance(scale.sharers(), STANDSTILL, phases);
        try {
            return Await.value("KSM to merge", deadline, POLL, () -> {
                mergers.requireRunning();
                advance.look(samples.latest(deadline).ksm());
                if (advance.isStandingStill()) {
                    throw new NotMergedException("ksmd is not advancing: " + advance);
                }
                return advance.mergedPages() >= ENOUGH * scale.sharers()
                        ? Optional.of(host.countSharers(shell, whole)).filter(counted -> isEnough(scale, counted))
                        : Optional.empty();
            });
        } catch (WaitTimedOutException e) {
            throw new NotMergedException("KSM merged too little: " + advance);
        }
    }

    static boolean isEnough(RmapScale scale, Sharers sharers) {
        return dose(scale, sharers) >= ENOUGH * scale.sharers() && sharers.longest() >= fewestSharers(scale);
    }

    /** How many mappings the KSM page with most has at least: as many as there are pages, or as the limit allows. */
    static long fewestSharers(RmapScale scale) {
        return (long) (ENOUGH * Math.min(scale.maxPageSharing(), scale.sharers()));
    }

    /** The sharers of one page without a limit; of all pages with one, which would be one page without it. */
    static long dose(RmapScale scale, Sharers sharers) {
        return scale.isUnlimited() ? sharers.longest() : sharers.total();
    }
}
