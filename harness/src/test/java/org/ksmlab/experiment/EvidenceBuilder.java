package org.ksmlab.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ksmlab.experiment.Evidence.Meter;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.experiment.TrialRecord.ClockDifference;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.host.RunningKernel;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.HostState;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.model.Stall;
import org.ksmlab.watch.KernelWork;
import org.ksmlab.watch.Profile;
import org.ksmlab.watch.TaskWait;
import org.ksmlab.watch.WaitKind;
import org.ksmlab.watch.WaitLog;

/**
 * Evidence of a trial without the limit in which all was as it should be and no guest stalled; each call changes one thing about it.
 * Times are seconds of the host's CLOCK_MONOTONIC unless a parameter says otherwise: the trigger lasts from {@link #TRIGGER_START} to
 * {@link #TRIGGER_END}.
 */
final class EvidenceBuilder {
    /** Its 51,200 identical pages are enough from 48,640 on; its soft lockup threshold is 4 s. */
    static final Scenario SCENARIO = new Scenario(2, 2, 300, 100, 1, 2, TriggerKind.MIGRATE_PAGES);

    static final String FIRST = "ksmlab-g1";
    static final String SECOND = "ksmlab-g2";

    static final double QUIET_FROM = 997;
    static final double TRIGGER_START = 1000;
    static final double TRIGGER_END = 1020;

    /** How far the guests' clocks are behind the host's, in seconds: they booted later. */
    static final Map<String, Integer> BEHIND = Map.of(FIRST, 900, SECOND, 950);

    /** What the differences of the clocks are right within, in seconds. */
    static final double CLOCK_ERROR = 0.005;

    static final RunningKernel KERNEL = new RunningKernel("6.1.0-56-cloud-amd64", Optional.of("c0ffee"));

    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private final Map<String, List<Stall>> stalls = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Long>> firstBeats = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Long>> lastBeats = new LinkedHashMap<>();
    private final Map<String, List<Finding>> findings = new LinkedHashMap<>();
    private final List<Finding> hostFindings = new ArrayList<>();
    private final List<TaskWait> waits = new ArrayList<>();
    private final List<Long> looks = new ArrayList<>();
    private Optional<Profile> profile = Optional.empty();
    private final Map<String, GuestClock> guests = new LinkedHashMap<>();
    private Arm arm = Arm.WITHOUT_LIMIT;
    private OptionalLong maxPageSharing = OptionalLong.of(KsmState.UNLIMITED);
    private Optional<String> failure = Optional.empty();
    private boolean emulated = true;
    private Optional<String> notMerged = Optional.empty();
    private Optional<Sharers> sharers = Optional.of(new Sharers(51_200, 30, 51_300));
    private Optional<Map<Integer, Long>> pagesBefore = Optional.of(Map.of(0, 30_000L));
    private Optional<Map<Integer, Long>> pagesAfter = Optional.of(Map.of(0, 25_000L, 1, 5_000L));
    private List<MigrateCall> calls = List.of(call(TRIGGER_START, TRIGGER_END, 62));
    private List<String> forbiddenCpuThreads = List.of();
    private Optional<Long> quietFrom = Optional.of(ns(QUIET_FROM));

    EvidenceBuilder() {
        for (long look = ns(TRIGGER_START); look <= ns(TRIGGER_END); look += ns(0.1)) {
            looks.add(look);
        }
        long pid = 4711;
        for (String guest : List.of(FIRST, SECOND)) {
            ClockDifference ahead = new ClockDifference(-ns(behind(guest)), ns(CLOCK_ERROR));
            guests.put(guest, new GuestClock(guest, pid++, Optional.of(ahead)));
            stalls.put(guest, new ArrayList<>());
            firstBeats.put(guest, new TreeMap<>());
            lastBeats.put(guest, new TreeMap<>());
            findings.put(guest, new ArrayList<>());
            for (int cpu = 0; cpu < SCENARIO.vcpus(); cpu++) {
                beats(guest, cpu, TRIGGER_START - 60, TRIGGER_END + 5);
            }
        }
    }

    /** Nobody looked at the host's tasks from a moment to another; else ten times a second from the trigger's start to its end. */
    EvidenceBuilder withoutLooks(double from, double to) {
        looks.removeIf(look -> look > ns(from) && look < ns(to));
        return this;
    }

    static long ns(double seconds) {
        return Math.round(seconds * 1e9);
    }

    static MigrateCall call(double start, double end, long result) {
        return new MigrateCall(605, "migratepages", 4711, ns(start), OptionalLong.of(ns(end)), OptionalLong.of(result));
    }

    static MigrateCall runningCall(double start) {
        return new MigrateCall(605, "migratepages", 4711, ns(start), OptionalLong.empty(), OptionalLong.empty());
    }

    /** A report that says when it was printed, in seconds of its own machine, or not. */
    static Finding finding(FindingKind kind, @Nullable Double kernelTime, @Nullable Duration duration, String line) {
        return new Finding(
                kind, "a " + kind, null, null, null, duration, List.of(), null, null, 1, kernelTime, List.of(line));
    }

    private static int behind(String guest) {
        return BEHIND.getOrDefault(guest, 0);
    }

    /** What the host's kernel was found to have. */
    EvidenceBuilder maxPageSharing(OptionalLong value) {
        maxPageSharing = value;
        return this;
    }

    EvidenceBuilder arm(Arm value) {
        arm = value;
        return this;
    }

    EvidenceBuilder onHardware() {
        emulated = false;
        return this;
    }

    EvidenceBuilder failure(String why) {
        failure = Optional.of(why);
        return this;
    }

    EvidenceBuilder notMerged(String why) {
        notMerged = Optional.of(why);
        return sharers(Optional.empty());
    }

    EvidenceBuilder sharers(Optional<Sharers> value) {
        sharers = value;
        return this;
    }

    EvidenceBuilder pagesBefore(Optional<Map<Integer, Long>> value) {
        pagesBefore = value;
        return this;
    }

    EvidenceBuilder pagesAfter(Optional<Map<Integer, Long>> value) {
        pagesAfter = value;
        return this;
    }

    EvidenceBuilder calls(MigrateCall... value) {
        calls = List.of(value);
        return this;
    }

    EvidenceBuilder forbiddenCpuThread(String thread) {
        forbiddenCpuThreads = List.of(thread);
        return this;
    }

    EvidenceBuilder quietFrom(Optional<Long> value) {
        quietFrom = value;
        return this;
    }

    EvidenceBuilder withoutClock(String guest) {
        guests.computeIfPresent(guest, (name, clock) -> new GuestClock(name, clock.pid(), Optional.empty()));
        return this;
    }

    EvidenceBuilder withoutMeter(String guest) {
        stalls.remove(guest);
        return this;
    }

    EvidenceBuilder withoutConsole(String guest) {
        findings.remove(guest);
        return this;
    }

    EvidenceBuilder withoutGuests() {
        guests.clear();
        return this;
    }

    EvidenceBuilder beats(String guest, int cpu, double first, double last) {
        firstBeats.getOrDefault(guest, Map.of()).put(cpu, ns(first - behind(guest)));
        lastBeats.getOrDefault(guest, Map.of()).put(cpu, ns(last - behind(guest)));
        return this;
    }

    EvidenceBuilder stall(String guest, double start, double end) {
        stalls.getOrDefault(guest, List.of()).add(new Stall(1, ns(start - behind(guest)), ns(end - behind(guest))));
        return this;
    }

    /** @param stuck for how many seconds, as the guest's kernel says when it finds out */
    EvidenceBuilder softLockup(String guest, double found, int stuck) {
        return finding(
                guest,
                finding(
                        FindingKind.SOFT_LOCKUP,
                        found - behind(guest),
                        Duration.ofSeconds(stuck),
                        "watchdog: BUG: soft lockup - CPU#1 stuck for " + stuck + "s! [filler:211]"));
    }

    EvidenceBuilder finding(String guest, Finding finding) {
        findings.getOrDefault(guest, List.of()).add(finding);
        return this;
    }

    EvidenceBuilder hostFinding(Finding finding) {
        hostFindings.add(finding);
        return this;
    }

    TrialRecord trial() {
        KsmState ksm = new KsmState(1, maxPageSharing, 30, 51_270, 0, 2, OptionalLong.of(0), OptionalLong.of(0));
        return new TrialRecord(
                TrialRecord.VERSION,
                "2026-11-24-a",
                arm,
                1,
                SCENARIO,
                "lab",
                emulated,
                0,
                1,
                "6.1.0-56-cloud-amd64 #1 SMP",
                Optional.of(KERNEL),
                START,
                START.plusSeconds(90),
                failure,
                notMerged,
                Map.of("merge", 12.5),
                List.copyOf(guests.values()),
                Optional.of(new HostState(ns(QUIET_FROM), ksm, Map.of(0, 500_000L, 1, 1_000L))),
                sharers,
                pagesBefore,
                pagesAfter,
                calls,
                forbiddenCpuThreads,
                quietFrom,
                List.of());
    }

    Evidence evidence() {
        Map<String, Meter> meters = new LinkedHashMap<>();
        stalls.forEach((guest, seen) -> meters.put(
                guest,
                new Meter(seen, firstBeats.getOrDefault(guest, Map.of()), lastBeats.getOrDefault(guest, Map.of()))));
        return new Evidence(trial(), meters, findings, hostFindings, new WaitLog(looks, waits), profile);
    }

    /** A task of this process waited for its mmap_lock for writing. */
    EvidenceBuilder mmapLockWriter(long pid) {
        return wait(TRIGGER_START + 1, pid, "qemu-system-x86", "vm_mmap_pgoff");
    }

    /** @param innermost function */
    EvidenceBuilder wait(double seconds, long pid, String comm, String innermost) {
        List<String> frames = List.of(innermost, "do_syscall_64");
        waits.add(new TaskWait(ns(seconds), pid, pid, comm, frames, WaitKind.of(frames)));
        return this;
    }

    EvidenceBuilder profile(long samples, Map<KernelWork, Long> during) {
        profile = Optional.of(new Profile(samples, during));
        return this;
    }

    Judgement judge() {
        return Judge.judge(evidence());
    }
}
