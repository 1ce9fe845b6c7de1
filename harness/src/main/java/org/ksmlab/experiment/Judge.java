package org.ksmlab.experiment;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.ksmlab.experiment.Evidence.Meter;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.experiment.Judgement.Reported;
import org.ksmlab.experiment.TrialRecord.ClockDifference;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.HostState;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.model.Verdict;

/**
 * Says what a trial's evidence proves. Reads nothing but the evidence and changes nothing, so that old evidence can be judged again.
 *
 * <p>The bug is REPRODUCED if every precondition was measured and met, and a guest logged a soft lockup, or its stall meter saw a stall
 * longer than the guest's soft lockup threshold, that overlaps a migrate_pages(2) for one of the guests.
 */
public final class Judge {
    /** Of the guest's pages on the source node, at least this share has to arrive: the merged page itself may stay behind. */
    private static final double MOVED_SHARE = 0.1;

    /**
     * Between two looks at the host's tasks. A writer of mmap_lock that makes a guest stall for longer than its threshold waits for
     * longer than this, and ten looks a second were seen to be 0.4 s apart at most.
     */
    private static final double LOOKS_APART_SECONDS = 1;

    /** Nothing wrong in the kernel. A guest is seen to boot twice if its first start failed; later it could not come back. */
    private static final Set<FindingKind> HARMLESS = EnumSet.of(FindingKind.OTHER, FindingKind.REBOOT);

    private Judge() {}

    public static Judgement judge(Evidence evidence) {
        TrialRecord trial = evidence.trial();
        Optional<Finding> other = otherBug(evidence);
        // An emulated CPU has bugs of its own, which end a trial with whatever the kernel makes of them. Hardware is
        // taken at its word: where a host or guest died and its kernel said of what, that is an answer.
        if (trial.failure().isPresent() && (trial.emulated() || other.isEmpty())) {
            return without(evidence, Verdict.INFRA, trial.failure().get());
        }
        if (other.isPresent()) {
            return without(
                    evidence,
                    Verdict.OTHER_BUG,
                    "the kernel reported " + other.get().title());
        }
        Map<String, Precondition> preconditions = preconditions(evidence);
        Optional<Map.Entry<String, Precondition>> unmet = preconditions.entrySet().stream()
                .filter(precondition -> !precondition.getValue().met())
                .findFirst();
        if (unmet.isPresent()) {
            Precondition failed = unmet.get().getValue();
            String why = unmet.get().getKey() + ": " + failed.measured() + ", required: " + failed.required();
            return judgement(evidence, Verdict.INVALID, why, preconditions);
        }
        List<Hang> seen = Hangs.duringTrigger(evidence);
        double threshold = trial.scenario().softLockupThresholdSeconds();
        Optional<Hang> worst = Hangs.worst(evidence);
        if (worst.isPresent()) {
            return judgement(evidence, Verdict.REPRODUCED, worst.get().sentence(), preconditions);
        }
        Optional<Hang> convoyed =
                seen.stream().filter(one -> one.exceeds(threshold)).findFirst();
        if (convoyed.isPresent()) {
            String why = convoyed.get().guest()
                    + " stalled, but a task of its QEMU waited for mmap_lock to write, and so it would have"
                    + " however short the walks are";
            return judgement(evidence, Verdict.INVALID, why, preconditions);
        }
        Optional<String> unexplained = Stream.concat(
                        Hangs.lockups(evidence)
                                .filter(one -> one.when().endNs()
                                        >= trial.quietFromNs().orElse(Long.MAX_VALUE))
                                .map(Hang::guest),
                        Hangs.guestsWithUndatedLockups(evidence))
                .findFirst();
        if (unexplained.isPresent()) {
            String why = unexplained.get() + " logged a soft lockup that no migrate_pages explains";
            return judgement(evidence, Verdict.OTHER_BUG, why, preconditions);
        }
        String none = String.format(
                Locale.ROOT,
                "no guest stalled for longer than %.1f s while migrate_pages walked; the longest stall was %.1f s",
                threshold,
                longest(seen));
        return judgement(evidence, Verdict.NOT_REPRODUCED, none, preconditions);
    }

    private static Judgement without(Evidence evidence, Verdict verdict, String reason) {
        return judgement(evidence, verdict, reason, preconditions(evidence));
    }

    private static Judgement judgement(
            Evidence evidence, Verdict verdict, String reason, Map<String, Precondition> preconditions) {
        Optional<MigrateCall> trigger = Hangs.trigger(evidence.trial());
        List<Hang> seen = Hangs.duringTrigger(evidence);
        return new Judgement(
                Judgement.VERSION,
                verdict,
                reason,
                preconditions,
                evidence.trial().sharers().map(Sharers::longest),
                trigger.map(MigrateCall::seconds),
                trigger.map(call -> longest(seen)),
                trigger.map(call -> (int) seen.stream()
                        .flatMap(one -> one.finding().stream())
                        .filter(finding -> finding.kind() == FindingKind.SOFT_LOCKUP)
                        .count()),
                Optional.of(reported(evidence)));
    }

    private static List<Reported> reported(Evidence evidence) {
        List<Reported> all = new ArrayList<>();
        evidence.hostFindings().forEach(finding -> all.add(Reported.of(Consoles.HOST, finding)));
        evidence.findings()
                .forEach((guest, findings) -> findings.forEach(finding -> all.add(Reported.of(guest, finding))));
        return all;
    }

    private static double longest(List<Hang> seen) {
        return seen.stream().mapToDouble(Hang::seconds).max().orElse(0);
    }

    // --- preconditions ----------------------------------------------------------------------------------------------

    private static Map<String, Precondition> preconditions(Evidence evidence) {
        TrialRecord trial = evidence.trial();
        Map<String, Precondition> all = new LinkedHashMap<>();
        all.put("merged", merged(trial));
        all.put("limit", limit(trial));
        all.put("sharers", sharers(trial));
        all.put("on_source_node", onSourceNode(trial));
        all.put("trigger_fired", triggerFired(trial));
        all.put("moved", moved(trial));
        all.put("watched", watched(evidence));
        all.put("stacks", stacks(evidence));
        all.put("quiet_before", quietBefore(evidence));
        all.put("off_forbidden_cpus", offForbiddenCpus(trial));
        return all;
    }

    private static Precondition merged(TrialRecord trial) {
        long wanted = (long) (MergeWait.ENOUGH * trial.scenario().identicalPages());
        String required = String.format(Locale.ROOT, "at least %,d pages merged", wanted);
        return trial.notMerged()
                .map(why -> new Precondition(why, required, false))
                .orElseGet(() -> trial.sharers()
                        .map(sharers -> new Precondition(
                                String.format(Locale.ROOT, "%,d pages merged", sharers.total()),
                                required,
                                sharers.total() >= wanted))
                        .orElse(unmeasured(required)));
    }

    /** The limit that the host's kernel was found to have: what the arm set it to, or the kernel's own. */
    private static Precondition limit(TrialRecord trial) {
        String required = trial.arm()
                .maxPageSharing()
                .map(limit -> "max_page_sharing of " + limit)
                .orElse("whatever limit the kernel has");
        return trial.merged()
                .map(HostState::ksm)
                .map(ksm -> new Precondition(
                        ksm.maxPageSharing().isPresent()
                                ? "max_page_sharing of " + ksm.maxPageSharing().getAsLong()
                                : "a kernel without max_page_sharing",
                        required,
                        trial.arm()
                                .maxPageSharing()
                                .filter(limit -> ksm.maxPageSharing().orElse(KsmState.UNLIMITED) != limit)
                                .isEmpty()))
                .orElse(unmeasured(required));
    }

    /** Without a limit all of them hang on one page; with one, a page has as many as it allows, and none has more. */
    private static Precondition sharers(TrialRecord trial) {
        if (trial.merged().isEmpty() || trial.sharers().isEmpty()) {
            return unmeasured("as many sharers of one page as the limit lets be");
        }
        OptionalLong limit = trial.merged().get().ksm().limit();
        long fewest = MergeWait.fewestSharers(trial.scenario(), limit);
        long longest = trial.sharers().get().longest();
        return new Precondition(
                String.format(Locale.ROOT, "%,d sharers of one page", longest),
                limit.isPresent()
                        ? String.format(Locale.ROOT, "%,d to %,d sharers of one page", fewest, limit.getAsLong())
                        : String.format(Locale.ROOT, "at least %,d sharers of one page", fewest),
                longest >= fewest && longest <= limit.orElse(Long.MAX_VALUE));
    }

    private static Precondition onSourceNode(TrialRecord trial) {
        long wanted = trial.scenario().pagesPerGuest() * 9 / 10;
        String required = String.format(Locale.ROOT, "at least %,d pages of the guest", wanted);
        return trial.pagesBefore()
                .map(pages -> pages.getOrDefault(trial.sourceNode(), 0L))
                .map(pages ->
                        new Precondition(String.format(Locale.ROOT, "%,d pages", pages), required, pages >= wanted))
                .orElse(unmeasured(required));
    }

    private static Precondition triggerFired(TrialRecord trial) {
        String required = "migrate_pages(2) for a guest, from its start to its end";
        List<MigrateCall> calls = trial.migrateCalls();
        return Hangs.trigger(trial)
                .map(call -> new Precondition(
                        String.format(
                                Locale.ROOT,
                                "%s called it for process %d: %.1f s, result %d",
                                call.comm(),
                                call.target(),
                                call.seconds(),
                                call.result().orElseThrow()),
                        required,
                        call.result().orElseThrow() >= 0))
                .orElse(new Precondition(
                        calls.isEmpty() ? "no call was traced" : "a call that did not end", required, false));
    }

    private static Precondition moved(TrialRecord trial) {
        if (trial.pagesBefore().isEmpty() || trial.pagesAfter().isEmpty()) {
            return unmeasured("pages on the target node, more than before");
        }
        long source = trial.pagesBefore().get().getOrDefault(trial.sourceNode(), 0L);
        long wanted = (long) (MOVED_SHARE * source);
        long arrived = trial.pagesAfter().get().getOrDefault(trial.targetNode(), 0L)
                - trial.pagesBefore().get().getOrDefault(trial.targetNode(), 0L);
        return new Precondition(
                String.format(Locale.ROOT, "%,d pages arrived", arrived),
                String.format(Locale.ROOT, "at least %,d of %,d pages", wanted, source),
                wanted > 0 && arrived >= wanted);
    }

    /** Every CPU of every guest had a running meter from before the trigger to after its end. */
    private static Precondition watched(Evidence evidence) {
        String required = "a stall meter on every CPU of every guest, before and after the trigger";
        Optional<MigrateCall> trigger = Hangs.trigger(evidence.trial());
        List<GuestClock> guests = evidence.trial().guests();
        if (trigger.isEmpty() || guests.isEmpty()) {
            return unmeasured(required);
        }
        for (GuestClock guest : guests) {
            Meter meter = evidence.meters().get(guest.name());
            Optional<ClockDifference> ahead = guest.ahead();
            if (meter == null || ahead.isEmpty() || !evidence.findings().containsKey(guest.name())) {
                return new Precondition(guest.name() + " was not watched", required, false);
            }
            long start = trigger.get().startNs() + ahead.get().differenceNs();
            long end = trigger.get().endNs().orElseThrow() + ahead.get().differenceNs();
            for (int cpu = 0; cpu < evidence.trial().scenario().vcpus(); cpu++) {
                if (meter.firstBeatNs().getOrDefault(cpu, Long.MAX_VALUE) > start
                        || meter.lastBeatNs().getOrDefault(cpu, Long.MIN_VALUE) < end) {
                    return new Precondition(
                            "CPU " + cpu + " of " + guest.name() + " was not watched throughout", required, false);
                }
            }
        }
        return new Precondition(guests.size() + " guests were watched throughout", required, true);
    }

    /** Who was not looked at may have been the writer of mmap_lock that a guest stalled behind. */
    private static Precondition stacks(Evidence evidence) {
        String required = String.format(
                Locale.ROOT,
                "looks at the host's tasks from the start of the trigger to its end, at most %.1f s apart",
                LOOKS_APART_SECONDS);
        Optional<MigrateCall> trigger = Hangs.trigger(evidence.trial());
        if (trigger.isEmpty() || evidence.waits().looksNs().isEmpty()) {
            return unmeasured(required);
        }
        long previous = trigger.get().startNs();
        long longest = 0;
        for (long look : evidence.waitsDuringTrigger().looksNs()) {
            longest = Math.max(longest, look - previous);
            previous = look;
        }
        double seconds = Math.max(longest, trigger.get().endNs().orElseThrow() - previous) / 1e9;
        return new Precondition(
                String.format(Locale.ROOT, "%.1f s without a look", seconds), required, seconds <= LOOKS_APART_SECONDS);
    }

    /** What stalls guests before the trigger would stall them during it as well, and prove nothing. */
    private static Precondition quietBefore(Evidence evidence) {
        double threshold = evidence.trial().scenario().softLockupThresholdSeconds();
        String required =
                String.format(Locale.ROOT, "no stall longer than %.1f s under load before the trigger", threshold);
        Optional<MigrateCall> trigger = Hangs.trigger(evidence.trial());
        Optional<Long> from = evidence.trial().quietFromNs();
        if (trigger.isEmpty() || from.isEmpty()) {
            return unmeasured(required);
        }
        HostTime quiet = new HostTime(from.get(), trigger.get().startNs(), 0);
        // One that goes on into the trigger began without it; only what came before the trigger counts here.
        double longest = Hangs.stalls(evidence)
                .map(Hang::when)
                .filter(when -> when.overlaps(quiet) && when.startNs() < quiet.endNs())
                .mapToDouble(when -> (Math.min(when.endNs(), quiet.endNs()) - when.startNs()) / 1e9)
                .max()
                .orElse(0);
        return new Precondition(
                String.format(Locale.ROOT, "the longest was %.1f s", longest), required, longest <= threshold);
    }

    private static Precondition offForbiddenCpus(TrialRecord trial) {
        List<String> threads = trial.forbiddenCpuThreads();
        return new Precondition(
                threads.isEmpty() ? "none" : String.join("; ", threads),
                "no thread of a guest allowed on a CPU that no guest may use",
                threads.isEmpty() && trial.pagesAfter().isPresent());
    }

    private static Precondition unmeasured(String required) {
        return new Precondition("not measured", required, false);
    }

    /** A report that is no hang is another bug than this one. */
    private static Optional<Finding> otherBug(Evidence evidence) {
        Stream<Finding> host =
                evidence.hostFindings().stream().filter(finding -> !Hangs.OF_HOST.contains(finding.kind()));
        Stream<Finding> guests = evidence.findings().values().stream()
                .flatMap(List::stream)
                .filter(finding -> !Hangs.OF_GUEST.contains(finding.kind()));
        return Stream.concat(host, guests)
                .filter(finding -> !HARMLESS.contains(finding.kind()))
                .findFirst();
    }
}
