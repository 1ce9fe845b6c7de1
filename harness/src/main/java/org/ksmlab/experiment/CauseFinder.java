package org.ksmlab.experiment;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.experiment.Cause.Culprit;
import org.ksmlab.experiment.Cause.Role;
import org.ksmlab.experiment.Cause.Signature;
import org.ksmlab.experiment.Cause.Victim;
import org.ksmlab.experiment.Cause.Waiter;
import org.ksmlab.experiment.Cause.Work;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.model.Finding;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.watch.KernelWork;
import org.ksmlab.watch.Profile;
import org.ksmlab.watch.TaskWait;
import org.ksmlab.watch.WaitKind;
import org.ksmlab.watch.WaitLog;

/** Joins what was seen on the host and in the guests of a trial. Reads nothing but the evidence, as the {@link Judge} does. */
final class CauseFinder {
    /** The bug of the case study. */
    static final String BUG = "LP#1680513";

    /** Most of the migration was the walk. In real ones it was 0.7 and more. */
    static final double WALK_SHARE = 0.5;

    /** Well above the limit of a fixed kernel, which is 256: a page with that many is not what stalls anybody. */
    static final long MANY_SHARERS = 4L * Arm.WITH_LIMIT.maxPageSharing().orElseThrow();

    /** The names that QEMU gives the threads of vCPUs. */
    private static final Pattern VCPU = Pattern.compile("CPU (\\d{1,5})/(?:KVM|TCG)");

    private final Evidence evidence;
    private final WaitLog waits;
    private final Optional<MigrateCall> call;

    private CauseFinder(Evidence evidence) {
        this.evidence = evidence;
        this.call = Hangs.trigger(evidence.trial());
        this.waits = evidence.waitsDuringTrigger();
    }

    static Cause find(Evidence evidence) {
        CauseFinder finder = new CauseFinder(evidence);
        Optional<Culprit> culprit = finder.culprit();
        List<Waiter> waiters = finder.waiters();
        List<Victim> victims = finder.victims();
        Signature signature = finder.signature();
        Optional<Long> sharers = evidence.trial().sharers().map(Sharers::longest);
        return new Cause(
                Cause.VERSION,
                culprit,
                waiters,
                victims,
                signature,
                CauseSentences.of(culprit, waiters, victims, signature, sharers));
    }

    // --- who did it -------------------------------------------------------------------------------------------------

    private Optional<Culprit> culprit() {
        return call.map(found -> new Culprit(
                found.comm(),
                found.caller(),
                guest(found.target()).map(GuestClock::name).orElse("process " + found.target()),
                found.target(),
                found.startNs(),
                found.endNs().orElseThrow(),
                found.seconds(),
                work()));
    }

    private Work work() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (KernelWork work : KernelWork.values()) {
            evidence.profile()
                    .map(profile -> profile.share(work))
                    .filter(share -> share > 0)
                    .ifPresent(share -> shares.put(work.words(), rounded(share)));
        }
        return new Work(evidence.profile().map(Profile::samples).orElse(0L), shares);
    }

    // --- who waited -------------------------------------------------------------------------------------------------

    private record Waiting(long tid, WaitKind kind) {}

    private List<Waiter> waiters() {
        return waits.waits().stream()
                .collect(Collectors.groupingBy(
                        wait -> new Waiting(wait.tid(), wait.kind()), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(this::waiter)
                .sorted(Comparator.comparingDouble(Waiter::seconds).reversed())
                .toList();
    }

    private Waiter waiter(List<TaskWait> sameWaits) {
        TaskWait first = sameWaits.get(0);
        Optional<GuestClock> guest = guest(first.pid());
        Matcher vcpu = VCPU.matcher(first.comm());
        Role role = first.isKsmd()
                ? Role.KSMD
                : first.isKhugepaged()
                        ? Role.KHUGEPAGED
                        : guest.isEmpty() ? Role.OTHER : vcpu.matches() ? Role.VCPU : Role.QEMU;
        Optional<String> whose = (role == Role.KHUGEPAGED ? khugepagedsGuest() : guest).map(GuestClock::name);
        String task = role == Role.VCPU ? "CPU " + vcpu.group(1) : first.comm() + " (" + first.tid() + ")";
        return new Waiter(
                whose.map(name -> task + " of " + name).orElse(task),
                role,
                whose,
                role == Role.VCPU ? Optional.of(Integer.valueOf(vcpu.group(1))) : Optional.empty(),
                first.pid(),
                first.tid(),
                first.kind(),
                sameWaits.size(),
                seconds(sameWaits),
                seconds(longestRun(sameWaits)),
                first.nowNs(),
                sameWaits.get(sameWaits.size() - 1).nowNs(),
                mostly(sameWaits));
    }

    private Optional<GuestClock> khugepagedsGuest() {
        return waits.khugepagedTargets().stream()
                .flatMap(pid -> guest(pid).stream())
                .findFirst();
    }

    private Optional<GuestClock> guest(long pid) {
        return evidence.trial().guests().stream()
                .filter(guest -> guest.pid() == pid)
                .findFirst();
    }

    private static String mostly(List<TaskWait> sameWaits) {
        return sameWaits.stream()
                .collect(Collectors.groupingBy(wait -> wait.frames().get(0), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    /** Those that the most looks in a row saw. */
    private List<TaskWait> longestRun(List<TaskWait> sameWaits) {
        Map<Long, Integer> numbers = new LinkedHashMap<>();
        waits.looksNs().forEach(look -> numbers.put(look, numbers.size()));
        List<TaskWait> longest = List.of();
        int start = 0;
        int previous = Integer.MIN_VALUE;
        for (int i = 0; i < sameWaits.size(); i++) {
            int number = numbers.getOrDefault(sameWaits.get(i).nowNs(), Integer.MIN_VALUE);
            start = number == previous + 1 ? start : i;
            if (i + 1 - start > longest.size()) {
                longest = sameWaits.subList(start, i + 1);
            }
            previous = number;
        }
        return longest;
    }

    private double seconds(List<TaskWait> some) {
        return rounded(waits.seconds(some));
    }

    // --- who suffered -----------------------------------------------------------------------------------------------

    /** All that guests' kernels reported, and stalls of a second of their watchdogs, which is half of a soft lockup, and more. */
    private List<Victim> victims() {
        Optional<HostTime> migration =
                call.map(found -> new HostTime(found.startNs(), found.endNs().orElseThrow(), 0));
        double least = evidence.trial().scenario().watchdogThresh();
        return migration.stream()
                .flatMap(when -> Stream.concat(
                                Hangs.reports(evidence), Hangs.stalls(evidence).filter(hang -> hang.seconds() >= least))
                        .filter(hang -> hang.when().overlaps(when)))
                .map(this::victim)
                .sorted(Comparator.comparingDouble(Victim::seconds).reversed())
                .toList();
    }

    private Victim victim(Hang hang) {
        Optional<Finding> finding = hang.finding();
        return new Victim(
                hang.guest(),
                hang.cpu(),
                hang.when().startNs(),
                hang.when().endNs(),
                hang.when().errorNs(),
                rounded(hang.seconds()),
                hang.report(),
                finding.map(Finding::task),
                finding.map(Finding::function),
                finding.map(found -> WaitKind.of(found.frames())).filter(kind -> kind != WaitKind.OTHER),
                vcpuSeconds(hang),
                Hangs.isInConvoy(evidence, hang));
    }

    private Map<WaitKind, Double> vcpuSeconds(Hang hang) {
        Map<WaitKind, List<TaskWait>> waited = waits.waits().stream()
                .filter(wait -> new HostTime(wait.nowNs(), wait.nowNs(), 0).overlaps(hang.when()))
                .filter(wait -> guest(wait.pid())
                        .filter(guest -> guest.name().equals(hang.guest()))
                        .isPresent())
                .filter(wait -> {
                    Matcher vcpu = VCPU.matcher(wait.comm());
                    return vcpu.matches() && hang.cpu().equals(Optional.of(Integer.valueOf(vcpu.group(1))));
                })
                .collect(Collectors.groupingBy(
                        TaskWait::kind, () -> new EnumMap<>(WaitKind.class), Collectors.toList()));
        Map<WaitKind, Double> seconds = new EnumMap<>(WaitKind.class);
        waited.forEach((kind, some) -> seconds.put(kind, seconds(some)));
        return seconds;
    }

    // --- which bug it is --------------------------------------------------------------------------------------------

    private Signature signature() {
        Map<String, Precondition> conditions = new LinkedHashMap<>();
        conditions.put(
                "migrate_pages",
                condition(
                        "a migrate_pages(2) for a guest, to its end",
                        call,
                        found -> String.format(Locale.ROOT, "%.1f s by %s", found.seconds(), found.comm()),
                        found -> true));
        conditions.put(
                "rmap_walk_ksm",
                condition(
                        String.format(Locale.ROOT, "at least %.0f%% of its samples in rmap_walk_ksm", 100 * WALK_SHARE),
                        evidence.profile().filter(profile -> profile.samples() > 0),
                        profile -> String.format(
                                Locale.ROOT,
                                "%.0f%% of %,d samples",
                                100 * profile.share(KernelWork.RMAP_WALK_KSM),
                                profile.samples()),
                        profile -> profile.share(KernelWork.RMAP_WALK_KSM) >= WALK_SHARE));
        conditions.put(
                "sharers",
                condition(
                        String.format(Locale.ROOT, "a KSM page with at least %,d sharers", MANY_SHARERS),
                        evidence.trial().sharers().map(Sharers::longest),
                        longest -> String.format(Locale.ROOT, "%,d sharers", longest),
                        longest -> longest >= MANY_SHARERS));
        conditions.put(
                "guest_hung",
                condition(
                        String.format(
                                Locale.ROOT,
                                "a guest that meanwhile hung for more than %.1f s, for no writer of mmap_lock",
                                evidence.trial().scenario().softLockupThresholdSeconds()),
                        Hangs.worst(evidence),
                        Hang::sentence,
                        hang -> true));
        return new Signature(BUG, conditions.values().stream().allMatch(Precondition::met), conditions);
    }

    private static <T> Precondition condition(
            String required, Optional<T> value, Function<T, String> measured, Function<T, Boolean> met) {
        return value.map(found -> new Precondition(measured.apply(found), required, met.apply(found)))
                .orElse(new Precondition("none was seen", required, false));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
