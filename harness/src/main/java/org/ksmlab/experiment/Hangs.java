package org.ksmlab.experiment;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ksmlab.experiment.Evidence.Meter;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.MigrateCall;

/** The guests' hangs in a trial's evidence, laid over the host's migrate_pages. */
final class Hangs {
    /** What this bug makes a host's kernel report: it waits, and nothing in it is broken. */
    static final Set<FindingKind> OF_HOST =
            EnumSet.of(FindingKind.SOFT_LOCKUP, FindingKind.RCU_STALL, FindingKind.HUNG_TASK, FindingKind.CSD_STALL);

    /** A guest's likewise: where CPUs watch each other (kernel/watchdog_buddy.c, since 6.5), one that waits has a hard lockup. */
    static final Set<FindingKind> OF_GUEST = EnumSet.of(
            FindingKind.SOFT_LOCKUP,
            FindingKind.HARD_LOCKUP,
            FindingKind.RCU_STALL,
            FindingKind.HUNG_TASK,
            FindingKind.CSD_STALL);

    private Hangs() {}

    /** The longest call that ended: the walk that guests have to wait for. */
    static Optional<MigrateCall> trigger(TrialRecord trial) {
        return trial.migrateCalls().stream()
                .filter(MigrateCall::isOver)
                .max(Comparator.comparingDouble(MigrateCall::seconds));
    }

    /** Stalls of any length, and soft lockups, that overlap the trigger. */
    static List<Hang> duringTrigger(Evidence evidence) {
        Optional<HostTime> trigger = trigger(evidence.trial())
                .map(call -> new HostTime(call.startNs(), call.endNs().orElseThrow(), 0));
        return trigger.stream()
                .flatMap(interval -> Stream.concat(stalls(evidence), lockups(evidence))
                        .filter(one -> one.when().overlaps(interval)))
                .toList();
    }

    /** The worst of those that are this bug's doing: rather one that the guest's kernel reported, then the longest. */
    static Optional<Hang> worst(Evidence evidence) {
        double threshold = evidence.trial().scenario().softLockupThresholdSeconds();
        return duringTrigger(evidence).stream()
                .filter(one -> one.exceeds(threshold))
                .filter(one -> !isInConvoy(evidence, one))
                .max(Comparator.comparing((Hang one) -> one.finding().isPresent())
                        .thenComparing(Hang::seconds));
    }

    /**
     * Whether a guest's stall may be another's doing: do_migrate_pages holds the mmap_lock of the process for reading to its end, and one
     * task that waits to write keeps all who come later waiting too, for the whole migration and however short each walk is. In the
     * other guests whoever holds the lock waits for a merged page himself: there it is the walk's doing.
     */
    static boolean isInConvoy(Evidence evidence, Hang one) {
        return evidence.trial().guests().stream()
                .filter(guest -> guest.name().equals(one.guest()))
                .filter(guest -> trigger(evidence.trial())
                        .filter(call -> call.target() == guest.pid())
                        .isPresent())
                .anyMatch(
                        guest -> evidence.waitsDuringTrigger().mmapLockWriters().contains(guest.pid()));
    }

    static Stream<Hang> stalls(Evidence evidence) {
        return evidence.trial().guests().stream().flatMap(guest -> {
            Meter meter = evidence.meters().get(guest.name());
            return meter == null || guest.ahead().isEmpty()
                    ? Stream.empty()
                    : meter.stalls().stream()
                            .map(stall -> Hang.of(guest, guest.ahead().get(), stall));
        });
    }

    /** Soft lockups that say when they were found, and for how long the CPU had been stuck by then. */
    static Stream<Hang> lockups(Evidence evidence) {
        return reports(evidence)
                .filter(one -> one.finding()
                        .filter(finding -> finding.kind() == FindingKind.SOFT_LOCKUP)
                        .isPresent());
    }

    /** All that the guests' kernels reported of this kind and that says when. */
    static Stream<Hang> reports(Evidence evidence) {
        return evidence.trial().guests().stream()
                .flatMap(guest -> guest.ahead().stream()
                        .flatMap(ahead -> evidence.findings().getOrDefault(guest.name(), List.of()).stream()
                                .filter(finding -> OF_GUEST.contains(finding.kind()))
                                .flatMap(finding -> Stream.ofNullable(finding.kernelTime())
                                        .map(time -> Hang.of(guest, ahead, finding, time)))));
    }

    /** Those that logged one whose line has lost its time: nobody knows what it would have to be laid over. */
    static Stream<String> guestsWithUndatedLockups(Evidence evidence) {
        return evidence.findings().entrySet().stream()
                .filter(guest -> guest.getValue().stream()
                        .anyMatch(finding -> finding.kind() == FindingKind.SOFT_LOCKUP && finding.kernelTime() == null))
                .map(Map.Entry::getKey);
    }
}
