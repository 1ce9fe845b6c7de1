package org.ksmlab.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ksmlab.experiment.Evidence.Meter;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.experiment.Judgement.Reported;
import org.ksmlab.experiment.TrialRecord.ClockDifference;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.model.Stall;
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

    /** What this bug makes a guest's kernel report: it waits, and nothing in it is broken. */
    private static final Set<FindingKind> HANGS =
            EnumSet.of(FindingKind.SOFT_LOCKUP, FindingKind.RCU_STALL, FindingKind.HUNG_TASK, FindingKind.CSD_STALL);

    /** Nothing wrong in the kernel. A guest is seen to boot twice if its first start failed; later it could not come back. */
    private static final Set<FindingKind> HARMLESS = EnumSet.of(FindingKind.OTHER, FindingKind.REBOOT);

    private Judge() {}

    public static Judgement judge(Evidence evidence) {
        TrialRecord trial = evidence.trial();
        if (trial.failure().isPresent()) {
            return without(evidence, Verdict.INFRA, trial.failure().get());
        }
        Optional<Finding> other = otherBug(evidence);
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
        List<Seen> seen = seenDuringTrigger(evidence);
        double threshold = trial.scenario().softLockupThresholdSeconds();
        Optional<Seen> worst = seen.stream()
                .filter(one -> one.finding().isPresent() || one.seconds() > threshold)
                .filter(one -> !isInConvoy(evidence, one))
                .max(Comparator.comparing((Seen one) -> one.finding().isPresent())
                        .thenComparing(Seen::seconds));
        if (worst.isPresent()) {
            return judgement(evidence, Verdict.REPRODUCED, worst.get().sentence(), preconditions);
        }
        Optional<Seen> convoyed = seen.stream()
                .filter(one -> one.finding().isPresent() || one.seconds() > threshold)
                .findFirst();
        if (convoyed.isPresent()) {
            String why = convoyed.get().guest()
                    + " stalled, but a task of its QEMU waited for mmap_lock to write, and so it would have"
                    + " however short the walks are";
            return judgement(evidence, Verdict.INVALID, why, preconditions);
        }
        Optional<String> unexplained = Stream.concat(
                        lockups(evidence)
                                .filter(one -> one.when().endNs()
                                        >= trial.quietFromNs().orElse(Long.MAX_VALUE))
                                .map(Seen::guest),
                        guestsWithUndatedLockups(evidence))
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
        Optional<MigrateCall> trigger = trigger(evidence.trial());
        List<Seen> seen = seenDuringTrigger(evidence);
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

    private static double longest(List<Seen> seen) {
        return seen.stream().mapToDouble(Seen::seconds).max().orElse(0);
    }

    // --- preconditions ----------------------------------------------------------------------------------------------

    private static Map<String, Precondition> preconditions(Evidence evidence) {
        TrialRecord trial = evidence.trial();
        Map<String, Precondition> all = new LinkedHashMap<>();
        all.put("merged", merged(trial));
        all.put("sharers", sharers(trial));
        all.put("on_source_node", onSourceNode(trial));
        all.put("trigger_fired", triggerFired(trial));
        all.put("moved", moved(trial));
        all.put("watched", watched(evidence));
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

    /** Without the limit all of them hang on one page; with it, no page has more than the limit allows. */
    private static Precondition sharers(TrialRecord trial) {
        int limit = trial.arm().maxPageSharing();
        boolean unlimited = trial.arm().isUnlimited();
        long wanted = (long) (MergeWait.ENOUGH * trial.scenario().identicalPages());
        String required = unlimited
                ? String.format(Locale.ROOT, "at least %,d sharers of one page", wanted)
                : String.format(Locale.ROOT, "at most %,d sharers of one page", limit);
        return trial.sharers()
                .map(Sharers::longest)
                .map(longest -> new Precondition(
                        String.format(Locale.ROOT, "%,d sharers of one page", longest),
                        required,
                        unlimited ? longest >= wanted : longest <= limit))
                .orElse(unmeasured(required));
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
        return trigger(trial)
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
        Optional<MigrateCall> trigger = trigger(evidence.trial());
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

    /** What stalls guests before the trigger would stall them during it as well, and prove nothing. */
    private static Precondition quietBefore(Evidence evidence) {
        double threshold = evidence.trial().scenario().softLockupThresholdSeconds();
        String required =
                String.format(Locale.ROOT, "no stall longer than %.1f s under load before the trigger", threshold);
        Optional<MigrateCall> trigger = trigger(evidence.trial());
        Optional<Long> from = evidence.trial().quietFromNs();
        if (trigger.isEmpty() || from.isEmpty()) {
            return unmeasured(required);
        }
        Interval quiet = new Interval(from.get(), trigger.get().startNs(), 0);
        // One that goes on into the trigger began without it; only what came before the trigger counts here.
        double longest = stalls(evidence)
                .map(Seen::when)
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

    // --- what was seen ----------------------------------------------------------------------------------------------

    /**
     * A time on the host's CLOCK_MONOTONIC, in nanoseconds.
     *
     * @param errorNs both ends are right within this
     */
    private record Interval(long startNs, long endNs, long errorNs) {
        boolean overlaps(Interval other) {
            long slack = errorNs + other.errorNs;
            return startNs <= other.endNs + slack && other.startNs <= endNs + slack;
        }
    }

    /** A stall of a guest, as its meter or its kernel saw it. */
    private record Seen(String guest, Interval when, double seconds, Optional<Finding> finding) {
        String sentence() {
            return finding.map(report -> String.format(
                            Locale.ROOT,
                            "%s logged a soft lockup while migrate_pages walked: %s",
                            guest,
                            report.report().isEmpty()
                                    ? report.title()
                                    : report.report().get(0)))
                    .orElseGet(() -> String.format(
                            Locale.ROOT, "%s stalled for %.1f s while migrate_pages walked", guest, seconds));
        }
    }

    private static List<Seen> seenDuringTrigger(Evidence evidence) {
        Optional<Interval> trigger = trigger(evidence.trial())
                .map(call -> new Interval(call.startNs(), call.endNs().orElseThrow(), 0));
        List<Seen> seen = new ArrayList<>();
        trigger.ifPresent(interval -> Stream.concat(stalls(evidence), lockups(evidence))
                .filter(one -> one.when().overlaps(interval))
                .forEach(seen::add));
        return seen;
    }

    /**
     * Whether a guest's stall may be another's doing: do_migrate_pages holds the mmap_lock of the process for reading to its end, and one
     * task that waits to write keeps all who come later waiting too, for the whole migration and however short each walk is. In the
     * other guests whoever holds the lock waits for a merged page himself: there it is the walk's doing.
     */
    private static boolean isInConvoy(Evidence evidence, Seen one) {
        return evidence.trial().guests().stream()
                .filter(guest -> guest.name().equals(one.guest()))
                .filter(guest -> trigger(evidence.trial())
                        .filter(call -> call.target() == guest.pid())
                        .isPresent())
                .anyMatch(guest -> evidence.mmapLockWriters().contains(guest.pid()));
    }

    private static Stream<Seen> stalls(Evidence evidence) {
        return evidence.trial().guests().stream().flatMap(guest -> {
            Meter meter = evidence.meters().get(guest.name());
            return meter == null || guest.ahead().isEmpty()
                    ? Stream.empty()
                    : meter.stalls().stream()
                            .map(stall -> seen(guest, guest.ahead().get(), stall));
        });
    }

    private static Seen seen(GuestClock guest, ClockDifference ahead, Stall stall) {
        Interval when = new Interval(
                stall.startNs() - ahead.differenceNs(), stall.endNs() - ahead.differenceNs(), ahead.errorNs());
        return new Seen(guest.name(), when, stall.seconds(), Optional.empty());
    }

    /** Soft lockups that say when they were found, and for how long the CPU had been stuck by then. */
    private static Stream<Seen> lockups(Evidence evidence) {
        return evidence.trial().guests().stream()
                .filter(guest -> guest.ahead().isPresent())
                .flatMap(guest -> evidence.findings().getOrDefault(guest.name(), List.of()).stream()
                        .filter(finding -> finding.kind() == FindingKind.SOFT_LOCKUP)
                        .filter(finding -> finding.kernelTime() != null)
                        .map(finding -> seen(guest, guest.ahead().get(), finding)));
    }

    /** Those that logged one whose line has lost its time: nobody knows what it would have to be laid over. */
    private static Stream<String> guestsWithUndatedLockups(Evidence evidence) {
        return evidence.findings().entrySet().stream()
                .filter(guest -> guest.getValue().stream()
                        .anyMatch(finding -> finding.kind() == FindingKind.SOFT_LOCKUP && finding.kernelTime() == null))
                .map(Map.Entry::getKey);
    }

    private static Seen seen(GuestClock guest, ClockDifference ahead, Finding finding) {
        Double kernelTime = finding.kernelTime();
        Duration stuck = finding.duration() == null ? Duration.ZERO : finding.duration();
        long end = (long) ((kernelTime == null ? 0 : kernelTime) * 1e9) - ahead.differenceNs();
        Interval when = new Interval(end - stuck.toNanos(), end, ahead.errorNs());
        return new Seen(guest.name(), when, stuck.toNanos() / 1e9, Optional.of(finding));
    }

    /** The longest call that ended: the walk that guests have to wait for. */
    private static Optional<MigrateCall> trigger(TrialRecord trial) {
        return trial.migrateCalls().stream()
                .filter(MigrateCall::isOver)
                .max(Comparator.comparingDouble(MigrateCall::seconds));
    }

    /** A report that is no hang is another bug than this one. */
    private static Optional<Finding> otherBug(Evidence evidence) {
        Stream<Finding> guests = evidence.findings().values().stream().flatMap(List::stream);
        return Stream.concat(evidence.hostFindings().stream(), guests)
                .filter(finding -> !HANGS.contains(finding.kind()) && !HARMLESS.contains(finding.kind()))
                .findFirst();
    }
}
