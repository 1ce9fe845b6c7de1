package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.experiment.TrialRecord.ClockDifference;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.model.Finding;
import org.ksmlab.model.HostState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Stall;
import org.ksmlab.report.Page.Timeline;
import org.ksmlab.report.Page.Timeline.Bar;
import org.ksmlab.report.Page.Timeline.Curve;
import org.ksmlab.report.Page.Timeline.Lane;
import org.ksmlab.report.Page.Timeline.Machine;
import org.ksmlab.report.Page.Timeline.Mark;
import org.ksmlab.watch.Wait;
import org.ksmlab.watch.WaitKind;

/** Lays a trial out over time, all on the host's clock: what KSM did, the trigger, who stalled, who waited, what kernels reported. */
final class TrialTimeline {
    private static final int PAGES_PER_MIB = 256;
    private static final int KIB_PER_MIB = 1024;

    private final StoredTrial trial;
    private final TrialRecord record;
    private final Evidence evidence;
    private final long zeroNs;
    private final Axis axis;
    private final List<Wait> waits;

    private TrialTimeline(StoredTrial trial, Evidence evidence, long zeroNs, Axis axis) {
        this.trial = trial;
        this.evidence = evidence;
        this.record = evidence.trial();
        this.zeroNs = zeroNs;
        this.axis = axis;
        this.waits = trial.waits().stream()
                .filter(wait -> isShown(wait.startNs(), wait.endNs()))
                .toList();
    }

    /** Empty if the host was not watched. */
    static Optional<Timeline> of(StoredTrial trial) {
        List<HostState> states = trial.host();
        if (trial.evidence().isEmpty() || states.size() < 2) {
            return Optional.empty();
        }
        long first = states.get(0).nowNs();
        long last = states.get(states.size() - 1).nowNs();
        if (last <= first) {
            return Optional.empty();
        }
        long zero = trial.trigger().map(MigrateCall::startNs).orElse(first);
        Axis axis = new Axis((first - zero) / 1e9, (last - zero) / 1e9);
        return Optional.of(new TrialTimeline(trial, trial.evidence().get(), zero, axis).build());
    }

    private Timeline build() {
        String zero = trial.trigger().isPresent()
                ? "seconds from the start of migrate_pages(2), on the host's clock"
                : "seconds from the first look at the host, on its clock";
        List<Machine> machines = new ArrayList<>();
        machines.add(host());
        record.guests().forEach(guest -> machines.add(guest(guest)));
        return new Timeline(zero, axis.ticks(), trial.trigger().map(this::span), machines);
    }

    private Timeline.Span span(MigrateCall call) {
        return new Timeline.Span(
                axis.place(at(call.startNs())),
                axis.width(at(call.startNs()), at(call.endNs().orElseThrow())));
    }

    private double at(long hostNs) {
        return (hostNs - zeroNs) / 1e9;
    }

    // --- the host ---------------------------------------------------------------------------------------------------

    private Machine host() {
        Curve merged = curve(
                "merged by KSM",
                Map.of(
                        "merged",
                        state -> (double)
                                        (state.ksm().pagesShared() + state.ksm().pagesSharing())
                                / PAGES_PER_MIB));
        Map<String, ToDoubleFunction<HostState>> nodes = new TreeMap<>();
        for (int node : List.of(record.sourceNode(), record.targetNode())) {
            nodes.put("node " + node, state -> (double) state.anonKibByNode().getOrDefault(node, 0L) / KIB_PER_MIB);
        }
        List<Lane> lanes = new ArrayList<>();
        lanes.add(triggers());
        TreeSet<Long> guests =
                record.guests().stream().map(GuestClock::pid).collect(Collectors.toCollection(TreeSet::new));
        lanes.addAll(waitLanes(
                waits.stream().filter(wait -> !guests.contains(wait.pid())).toList()));
        reports(marks(evidence.hostFindings().stream(), 0)).ifPresent(lanes::add);
        return new Machine("host", List.of(merged, curve("anonymous memory", nodes)), lanes);
    }

    private Curve curve(String name, Map<String, ToDoubleFunction<HostState>> values) {
        double top = trial.host().stream()
                .flatMapToDouble(state -> values.values().stream().mapToDouble(value -> value.applyAsDouble(state)))
                .max()
                .orElse(0);
        Axis height = Axis.upTo(top);
        List<Timeline.Line> lines = new ArrayList<>();
        values.forEach((line, value) -> {
            String points = trial.host().stream()
                    .map(state -> String.format(
                            Locale.ROOT,
                            "%.1f,%.1f",
                            10 * axis.at(at(state.nowNs())),
                            98 - 0.96 * height.at(value.applyAsDouble(state))))
                    .collect(Collectors.joining(" "));
            lines.add(new Timeline.Line(line, "line-" + (lines.size() + 1), points));
        });
        return new Curve(name, String.format(Locale.ROOT, "up to %,.0f MiB", top), lines);
    }

    private Lane triggers() {
        List<Bar> bars = record.migrateCalls().stream()
                .filter(MigrateCall::isOver)
                .filter(call -> isShown(call.startNs(), call.endNs().orElseThrow()))
                .map(call -> {
                    String title = HostileText.line(call.comm()) + " moves pages of " + trial.machineOf(call.target())
                            + ": " + Figures.seconds(call.seconds());
                    return bar(call.startNs(), call.endNs().orElseThrow(), 0, "trigger", title);
                })
                .toList();
        String summary = bars.isEmpty()
                ? "no migrate_pages"
                : bars.stream().map(Bar::title).collect(Collectors.joining("; "));
        return new Lane("migrate_pages(2)", summary, 1, bars, List.of());
    }

    // --- a guest ----------------------------------------------------------------------------------------------------

    private Machine guest(GuestClock guest) {
        List<Wait> its =
                waits.stream().filter(wait -> wait.pid() == guest.pid()).toList();
        List<Lane> lanes = new ArrayList<>();
        for (int cpu = 0; cpu < record.scenario().vcpus(); cpu++) {
            lanes.add(cpu(guest, cpu, its));
        }
        lanes.addAll(
                waitLanes(its.stream().filter(wait -> cpuOf(wait).isEmpty()).toList()));
        reports(marks(guest, cpu -> cpu < 0 || cpu >= record.scenario().vcpus()))
                .ifPresent(lanes::add);
        boolean moved =
                trial.trigger().filter(call -> call.target() == guest.pid()).isPresent();
        return new Machine(HostileText.line(guest.name()) + (moved ? ", whose pages are moved" : ""), List.of(), lanes);
    }

    /** Above, what the CPU missed inside the guest; below, what its thread waited for on the host. */
    private Lane cpu(GuestClock guest, int cpu, List<Wait> its) {
        List<Bar> bars = new ArrayList<>();
        double threshold = record.scenario().softLockupThresholdSeconds();
        double longest = 0;
        if (guest.ahead().isPresent()) {
            ClockDifference ahead = guest.ahead().get();
            for (Stall stall : stalls(guest)) {
                long start = stall.startNs() - ahead.differenceNs();
                long end = stall.endNs() - ahead.differenceNs();
                if (stall.cpu() == cpu && isShown(start, end)) {
                    String style = stall.seconds() > threshold ? "stall-long" : "stall";
                    bars.add(bar(start, end, 0, style, "stalled for " + Figures.seconds(stall.seconds())));
                    longest = Math.max(longest, stall.seconds());
                }
            }
        }
        its.stream()
                .filter(wait -> cpuOf(wait).filter(of -> of == cpu).isPresent())
                .forEach(wait -> bars.add(waitBar(wait, 1)));
        List<Mark> marks = marks(guest, of -> of == cpu);
        String summary = "longest stall " + Figures.seconds(longest) + ", " + marks.size() + " kernel reports";
        return new Lane("CPU " + cpu, summary, 2, bars, marks);
    }

    /** @param cpu which CPUs' reports; -1 stands for none, such as that of a hung task */
    private List<Mark> marks(GuestClock guest, IntPredicate cpu) {
        Stream<Finding> findings = evidence.findings().getOrDefault(guest.name(), List.of()).stream()
                .filter(finding -> cpu.test(Optional.ofNullable(finding.cpu()).orElse(-1)));
        return guest.ahead().map(ahead -> marks(findings, ahead.differenceNs())).orElse(List.of());
    }

    private List<Stall> stalls(GuestClock guest) {
        return Optional.ofNullable(evidence.meters().get(guest.name()))
                .map(Evidence.Meter::stalls)
                .orElse(List.of());
    }

    /** QEMU names the threads of virtual CPUs "CPU 0/KVM" (with -name debug-threads=on, as libvirt has it). */
    private static Optional<Integer> cpuOf(Wait wait) {
        return wait.comm().matches("CPU [0-9]{1,4}/KVM")
                ? Optional.of(
                        Integer.valueOf(wait.comm().substring(4, wait.comm().indexOf('/'))))
                : Optional.empty();
    }

    // --- parts ------------------------------------------------------------------------------------------------------

    private List<Lane> waitLanes(List<Wait> some) {
        Map<String, List<Wait>> tasks = some.stream()
                .collect(Collectors.groupingBy(
                        wait -> HostileText.line(wait.comm()) + " waits", TreeMap::new, Collectors.toList()));
        return tasks.entrySet().stream()
                .map(task -> new Lane(
                        task.getKey(),
                        "for "
                                + Figures.seconds(task.getValue().stream()
                                        .mapToDouble(Wait::seconds)
                                        .sum()),
                        1,
                        task.getValue().stream().map(wait -> waitBar(wait, 0)).toList(),
                        List.of()))
                .toList();
    }

    private Bar waitBar(Wait wait, int row) {
        String title = HostileText.line(wait.comm()) + " waits for "
                + wait.kind().words() + ": " + Figures.seconds(wait.seconds());
        return bar(wait.startNs(), wait.endNs(), row, style(wait.kind()), title);
    }

    /** The style sheet's name for what a task waits for. */
    private static String style(WaitKind kind) {
        return switch (kind) {
            case MIGRATION_ENTRY -> "migration";
            case PAGE_LOCK -> "page-lock";
            case MMAP_LOCK_WRITE -> "mmap-write";
            case MMAP_LOCK_READ -> "mmap-read";
            case RMAP_LOCK, IPI, OTHER -> "other";
        };
    }

    private Bar bar(long startNs, long endNs, int row, String style, String title) {
        double start = at(startNs);
        return new Bar(
                axis.place(start),
                axis.width(start, at(endNs)),
                row,
                style,
                String.format(Locale.ROOT, "%s, from %.1f s", title, start));
    }

    /** Whether any of it is on the axis. The rest would be drawn at an end, as if it had happened then. */
    private boolean isShown(long startNs, long endNs) {
        return at(endNs) >= axis.from() && at(startNs) <= axis.to();
    }

    private List<Mark> marks(Stream<Finding> findings, long aheadNs) {
        return findings.flatMap(finding -> Stream.ofNullable(finding.kernelTime())
                        .map(time -> (long) (time * 1e9) - aheadNs)
                        .filter(ns -> isShown(ns, ns))
                        .map(ns -> mark(finding, at(ns))))
                .toList();
    }

    private Mark mark(Finding finding, double at) {
        return new Mark(axis.place(at), String.format(Locale.ROOT, "%s, at %.1f s", firstLine(finding), at));
    }

    /** Of those that are on no other lane. */
    private static Optional<Lane> reports(List<Mark> marks) {
        return marks.isEmpty()
                ? Optional.empty()
                : Optional.of(new Lane("reports", marks.size() + " kernel reports", 1, List.of(), marks));
    }

    /** What the kernel said first of it. */
    static String firstLine(Finding finding) {
        return HostileText.line(Stream.concat(finding.report().stream(), Stream.of(finding.title()))
                .findFirst()
                .orElseThrow());
    }
}
