package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.compare.GuestDose;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.model.Finding;
import org.ksmlab.model.Verdict;

/** The report for people: one page that needs nothing else, with plots that are drawn here and not by a script. */
final class HtmlReport {
    /** A guest in trouble may report for pages. */
    private static final int REPORTS = 20;

    /** What stall meters do not tell from none, in seconds. */
    private static final double SHORTEST_STALL = 0.1;

    private HtmlReport() {}

    static String of(StoredRun run) {
        return PageParts.render("page.jte", page(run));
    }

    private static Page page(StoredRun run) {
        Summary summary = new Summary(run);
        return new Page(
                run.name(),
                PageParts.ours(),
                new Page.Badge(summary.outcome(), PageParts.style(run.outcome())),
                summary.sentence(),
                run.arms().stream().flatMap(arm -> answer(arm).stream()).toList(),
                new Page.Seconds(summary.isEmulated() ? "Emulated seconds" : "Seconds", summary.seconds()),
                arms(run, summary),
                Stream.of(
                                strip(
                                        run,
                                        "longest guest stall, seconds",
                                        trial -> trial.result().longestGuestStallSeconds(),
                                        true),
                                strip(
                                        run,
                                        "migrate_pages(2), seconds",
                                        trial -> trial.result().triggerSeconds(),
                                        false))
                        .flatMap(Optional::stream)
                        .toList(),
                dose(summary.curves()),
                trials(run),
                summary.environment(),
                summary.command().isEmpty() ? Optional.empty() : Optional.of(String.join(" ", summary.command())));
    }

    private static Page.Badge badge(Verdict verdict) {
        String style = switch (verdict) {
            case REPRODUCED -> "reproduced";
            case NOT_REPRODUCED -> "clean";
            case OTHER_BUG, INVALID, INFRA -> "unknown";
        };
        return new Page.Badge(verdict.name(), style);
    }

    private static Optional<Page.Answer> answer(StoredRun.Arm arm) {
        return Summary.deciding(arm)
                .map(trial -> new Page.Answer(
                        arm.name(),
                        badge(trial.result().verdict()),
                        HostileText.line(trial.result().reason())));
    }

    private static Page.Table arms(StoredRun run, Summary summary) {
        return new Page.Table(
                run.arms().stream().map(StoredRun.Arm::name).toList(),
                summary.arms().stream()
                        .map(row -> new Page.Table.Row(row.name(), row.values()))
                        .toList());
    }

    // --- values of all trials ---------------------------------------------------------------------------------------

    private interface Measure {
        Optional<Double> of(StoredTrial trial);
    }

    private static Optional<Page.Strip> strip(StoredRun run, String title, Measure measure, boolean threshold) {
        List<Double> thresholds = run.records().stream()
                .map(trial -> trial.scenario().softLockupThresholdSeconds())
                .distinct()
                .toList();
        Optional<Double> limit =
                threshold && thresholds.size() == 1 ? Optional.of(thresholds.get(0)) : Optional.empty();
        Optional<Double> largest = run.trials().stream()
                .flatMap(trial -> measure.of(trial).stream())
                .max(Double::compare);
        return largest.map(most -> {
            Axis axis = Axis.upTo(Math.max(most, limit.orElse(0.0)));
            List<Page.Strip.Values> rows = run.arms().stream()
                    .map(arm -> new Page.Strip.Values(arm.name(), dots(arm, measure, axis)))
                    .toList();
            return new Page.Strip(
                    title,
                    rows,
                    axis.ticks(),
                    limit.map(seconds ->
                            new Page.Tick(axis.place(seconds), "soft lockup threshold " + Figures.seconds(seconds))));
        });
    }

    private static List<Page.Strip.Dot> dots(StoredRun.Arm arm, Measure measure, Axis axis) {
        List<Page.Strip.Dot> dots = new ArrayList<>();
        for (StoredTrial trial : arm.trials()) {
            measure.of(trial)
                    .ifPresent(value -> dots.add(new Page.Strip.Dot(
                            axis.place(value),
                            badge(trial.result().verdict()).style(),
                            arm.name() + ", trial " + trial.number() + ": " + Figures.seconds(value))));
        }
        return dots;
    }

    // --- dose and response ------------------------------------------------------------------------------------------

    private static Optional<Page.Dose> dose(List<GuestDose.Curve> curves) {
        DosePlot.Words words = new DosePlot.Words(
                "Longest stall of a guest while its pages or another guest's are migrated, over the sharers of the page",
                "sharers",
                SHORTEST_STALL,
                "no guest stalled for " + Figures.preciseSeconds(SHORTEST_STALL));
        return DosePlot.of(
                        words,
                        curves.stream()
                                .map(curve -> new DosePlot.Dots(curve.curve(), curve.points()))
                                .toList())
                .map(plot -> new Page.Dose(
                        curves.stream()
                                .map(curve -> HostileText.line(curve.curve().sentence()))
                                .toList(),
                        plot));
    }

    // --- a trial ----------------------------------------------------------------------------------------------------

    private static List<Page.Trial> trials(StoredRun run) {
        List<Page.Trial> trials = new ArrayList<>();
        for (StoredRun.Arm arm : run.arms()) {
            Optional<StoredTrial> deciding = Summary.deciding(arm);
            for (StoredTrial trial : arm.trials()) {
                boolean open = deciding.filter(first -> first.number() == trial.number())
                        .isPresent();
                trials.add(trial(arm, trial, "trial-" + (trials.size() + 1), open));
            }
        }
        return trials;
    }

    private static Page.Trial trial(StoredRun.Arm arm, StoredTrial trial, String id, boolean open) {
        Suspects suspects = new Suspects(trial);
        return new Page.Trial(
                id,
                arm.name() + ", trial " + trial.number(),
                badge(trial.result().verdict()),
                HostileText.line(trial.result().reason()),
                open,
                trial.unreadable(),
                TrialTimeline.of(trial),
                trial.profile().samples().isEmpty() ? Optional.empty() : Optional.of(FlameGraph.of(trial.profile())),
                suspects.culprit(),
                suspects.victims(),
                trial.evidence().map(HtmlReport::reports).orElse(List.of()),
                preconditions(trial),
                trial.tunables(),
                phases(trial.result().phases()));
    }

    private static List<Page.Precondition> preconditions(StoredTrial trial) {
        return trial.result().preconditions().entrySet().stream()
                .map(one -> new Page.Precondition(
                        HostileText.line(one.getKey()).replace('_', ' '),
                        HostileText.line(one.getValue().measured()),
                        HostileText.line(one.getValue().required()),
                        one.getValue().met()))
                .toList();
    }

    private static List<Page.Fact> phases(Map<String, Double> phases) {
        return phases.entrySet().stream()
                .map(phase -> new Page.Fact(HostileText.line(phase.getKey()), Figures.seconds(phase.getValue())))
                .toList();
    }

    private static List<Page.Report> reports(Evidence evidence) {
        Stream<Page.Report> host = evidence.hostFindings().stream().map(finding -> report("host", finding));
        Stream<Page.Report> guests = evidence.trial().guests().stream()
                .flatMap(guest -> evidence.findings().getOrDefault(guest.name(), List.of()).stream()
                        .map(finding -> report(guest.name(), finding)));
        return Stream.concat(host, guests).limit(REPORTS).toList();
    }

    private static Page.Report report(String machine, Finding finding) {
        Double time = finding.kernelTime();
        return new Page.Report(
                HostileText.line(machine),
                time == null ? "" : Figures.seconds(time) + " after its boot",
                finding.kind().name(),
                TrialTimeline.firstLine(finding),
                finding.report().stream().map(HostileText::line).collect(Collectors.joining("\n")));
    }
}
