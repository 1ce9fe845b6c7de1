package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ksmlab.compare.GuestDose;
import org.ksmlab.experiment.Evidence;

/** The report to paste into a mail or a bug: ASCII, at most 80 columns. */
final class TextReport {
    private static final int NAME_WIDTH = 24;
    private static final int LEAST_COLUMN = 16;

    /** Frames below these are the system call's entry. */
    private static final int FRAMES = 16;

    private static final int REPORTS_PER_TRIAL = 6;

    private final MailText text = new MailText();
    private final StoredRun run;
    private final Summary summary;

    private TextReport(StoredRun run) {
        this.run = run;
        this.summary = new Summary(run);
    }

    static String of(StoredRun run) {
        TextReport report = new TextReport(run);
        report.write();
        return report.text.toString();
    }

    private void write() {
        text.paragraph("", summary.outcome() + ": " + summary.sentence());
        text.line("");
        for (StoredRun.Arm arm : run.arms()) {
            Summary.deciding(arm)
                    .ifPresent(trial -> text.paragraph(
                            "  ",
                            arm.name() + ": " + trial.result().verdict() + ": "
                                    + trial.result().reason()));
        }
        arms();
        List<GuestDose.Curve> curves = summary.curves();
        if (!curves.isEmpty()) {
            text.heading("Dose and response");
            curves.forEach(curve -> text.paragraph("  ", curve.curve().sentence()));
        }
        text.heading("Environment");
        summary.environment().forEach(fact -> text.paragraph("  ", fact.name() + ": " + fact.value()));
        text.paragraph("  ", summary.seconds());
        for (StoredRun.Arm arm : run.arms()) {
            Summary.deciding(arm).ifPresent(trial -> trial(arm, trial));
        }
        text.heading("Again");
        text.command(summary.command());
    }

    private void arms() {
        List<StoredRun.Arm> arms = run.arms();
        int column = Math.max(LEAST_COLUMN, (MailText.WIDTH - NAME_WIDTH) / Math.max(1, arms.size()));
        int perTable = Math.max(1, (MailText.WIDTH - NAME_WIDTH) / column);
        for (int from = 0; from < arms.size(); from += perTable) {
            int to = Math.min(arms.size(), from + perTable);
            text.line("");
            row("", arms.subList(from, to).stream().map(StoredRun.Arm::name).toList(), column);
            for (Summary.Row row : summary.arms()) {
                row(row.name(), row.values().subList(from, to), column);
            }
        }
    }

    /** Cells that are too long go on in the next line. */
    private void row(String name, List<String> cells, int column) {
        List<List<String>> wrapped =
                cells.stream().map(cell -> MailText.wrap(cell, column - 1)).toList();
        int lines = wrapped.stream().mapToInt(List::size).max().orElse(1);
        for (int i = 0; i < lines; i++) {
            int at = i;
            String rest = wrapped.stream()
                    .map(cell -> at < cell.size() ? cell.get(at) : "")
                    .map(cell -> String.format(Locale.ROOT, "%-" + column + "s", cell))
                    .collect(Collectors.joining());
            text.line(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", i == 0 ? name : "") + rest);
        }
    }

    private void trial(StoredRun.Arm arm, StoredTrial trial) {
        text.heading(arm.name() + ", trial " + trial.number());
        trial.result()
                .preconditions()
                .forEach((name, one) -> text.paragraph(
                        "  ",
                        name + ": " + one.measured() + (one.met() ? " (met: " : " (NOT MET: ") + one.required() + ")"));
        Suspects suspects = new Suspects(trial);
        suspects.culprit().ifPresent(culprit -> {
            text.line("");
            text.paragraph("  ", culprit.sentence() + ":");
            culprit.stacks().stream().findFirst().ifPresent(this::stack);
        });
        List<Page.Victim> victims = suspects.victims();
        if (!victims.isEmpty()) {
            text.line("");
            text.paragraph("  ", "Who waited meanwhile:");
            victims.forEach(victim -> text.paragraph(
                    "    ",
                    victim.task() + " of " + victim.machine() + ": " + victim.seconds() + " for " + victim.reason()));
        }
        trial.evidence().ifPresent(this::reports);
        if (!trial.tunables().isEmpty()) {
            text.line("");
            text.paragraph("  ", "Tunables of the host, before and in the trial, restored afterwards:");
            trial.tunables()
                    .forEach(one -> text.paragraph("    ", one.path() + ": " + one.before() + ", " + one.during()));
        }
    }

    private void stack(Page.Stack stack) {
        text.line("    " + stack.share());
        stack.calls().stream().limit(FRAMES).forEach(call -> text.paragraph("      ", call.function()));
    }

    private void reports(Evidence evidence) {
        List<String> reports = new ArrayList<>();
        evidence.hostFindings().forEach(finding -> reports.add("host: " + TrialTimeline.firstLine(finding)));
        evidence.findings()
                .forEach((guest, findings) ->
                        findings.forEach(finding -> reports.add(guest + ": " + TrialTimeline.firstLine(finding))));
        if (!reports.isEmpty()) {
            text.line("");
            text.paragraph("  ", "What kernels reported:");
            reports.stream().limit(REPORTS_PER_TRIAL).forEach(report -> text.paragraph("    ", report));
            if (reports.size() > REPORTS_PER_TRIAL) {
                text.line("    and " + (reports.size() - REPORTS_PER_TRIAL) + " more");
            }
        }
    }
}
