package org.ksmlab.experiment;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.ksmlab.command.Shell;
import org.ksmlab.model.HostState;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.Sharers;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/** Waits until KSM has merged what the guests have in common. That ksmd does not advance is an answer, not a wait for ever. */
record MergeWait(
        HostUnderTest host, Shell shell, Scenario scenario, Guests guests, Watchdogs watchdogs, Phases phases) {
    /** Of the pages that should merge: the rest may be what guests still dirty. */
    static final double ENOUGH = 0.95;

    /** Pages are counted one by one, which takes a second or two: not before KSM's own sum says that it could be enough. */
    record Merged(HostState host, Sharers sharers) {}

    private static final Duration BUDGET = Duration.ofMinutes(6);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** full_scans has been seen to stand still while guests run (LTP issue 1166), and pages_sharing with it. */
    private static final Duration STANDSTILL = Duration.ofSeconds(60);

    /** KSM did not merge what it should have, in the time that it had. */
    static final class NotMergedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient HostState state;

        NotMergedException(String why, HostState state) {
            super(why);
            this.state = state;
        }

        HostState state() {
            return state;
        }
    }

    Merged await(Deadline whole) {
        Deadline deadline = whole.sooner(BUDGET);
        MergeAdvance advance = new MergeAdvance(scenario.identicalPages(), STANDSTILL, phases);
        try {
            return Await.value("KSM to merge", deadline, POLL, () -> {
                guests.requireAlive();
                watchdogs.requireRunning();
                HostState state = current(deadline);
                advance.look(state.ksm());
                if (advance.isStandingStill()) {
                    throw new NotMergedException("ksmd is not advancing: " + advance, state);
                }
                return advance.mergedPages() >= enough(scenario) && hasDups(scenario, state.ksm())
                        ? Optional.of(new Merged(state, host.countSharers(shell, whole)))
                                .filter(this::isEnough)
                        : Optional.empty();
            });
        } catch (WaitTimedOutException e) {
            throw new NotMergedException("KSM merged too little: " + advance, current(whole));
        }
    }

    private HostState current(Deadline deadline) {
        return Await.value("a look at the host", deadline, POLL, watchdogs::hostState);
    }

    private static double enough(Scenario scenario) {
        return ENOUGH * scenario.identicalPages();
    }

    /**
     * KSM merges other pages of the guests too, so its sum alone does not say that the intended ones are merged: with a limit, dups do. There
     * are none as long as a single KSM page holds them all (stable_tree_search() in mm/ksm.c).
     */
    static boolean hasDups(Scenario scenario, KsmState ksm) {
        long limit = ksm.limit().orElse(Long.MAX_VALUE);
        return limit >= enough(scenario) || limit * ksm.stableNodeDups().orElse(0) >= enough(scenario);
    }

    private boolean isEnough(Merged merged) {
        return merged.sharers().longest()
                >= fewestSharers(scenario, merged.host().ksm().limit());
    }

    /** How many mappings the KSM page with most has at least: as many as there are pages, or as the limit allows. */
    static long fewestSharers(Scenario scenario, OptionalLong limit) {
        return (long) (ENOUGH * Math.min(limit.orElse(Long.MAX_VALUE), scenario.identicalPages()));
    }
}
