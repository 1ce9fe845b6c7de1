package org.ksmlab.experiment;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.ksmlab.experiment.TrialRecord.ClockDifference;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.model.Finding;
import org.ksmlab.model.Stall;

/**
 * A CPU of a guest that did not get on, as its meter or its kernel saw it.
 *
 * @param cpu the guest's; empty if its kernel did not say
 * @param finding what its kernel reported; empty if its meter saw it
 */
record Hang(String guest, Optional<Integer> cpu, HostTime when, double seconds, Optional<Finding> finding) {
    static Hang of(GuestClock guest, ClockDifference ahead, Stall stall) {
        HostTime when = new HostTime(
                stall.startNs() - ahead.differenceNs(), stall.endNs() - ahead.differenceNs(), ahead.errorNs());
        return new Hang(guest.name(), Optional.of(stall.cpu()), when, stall.seconds(), Optional.empty());
    }

    /** @param kernelTime when the kernel found out, in seconds of its own; by then it had lasted for as long as the finding says */
    static Hang of(GuestClock guest, ClockDifference ahead, Finding finding, double kernelTime) {
        Duration stuck = finding.duration() == null ? Duration.ZERO : finding.duration();
        long end = (long) (kernelTime * 1e9) - ahead.differenceNs();
        HostTime when = new HostTime(end - stuck.toNanos(), end, ahead.errorNs());
        return new Hang(
                guest.name(), Optional.ofNullable(finding.cpu()), when, stuck.toNanos() / 1e9, Optional.of(finding));
    }

    /** Whether its kernel called it a hang, or would have if it looked. */
    boolean exceeds(double softLockupThreshold) {
        return finding.isPresent() || seconds > softLockupThreshold;
    }

    /** What the kernel printed first. */
    Optional<String> report() {
        return finding.map(found ->
                found.report().isEmpty() ? found.title() : found.report().get(0));
    }

    String sentence() {
        return report().map(line -> guest + " logged a soft lockup while migrate_pages walked: " + line)
                .orElseGet(() ->
                        String.format(Locale.ROOT, "%s stalled for %.1f s while migrate_pages walked", guest, seconds));
    }
}
