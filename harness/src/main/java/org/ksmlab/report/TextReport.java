package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ksmlab.experiment.Evidence;

/** The report to paste into a mail or a bug: ASCII, at most 80 columns. */
final class TextReport {
    private static final int WIDTH = 78;
    private static final int NAME_WIDTH = 24;
    private static final int LEAST_COLUMN = 16;

    /** Frames below these are the system call's entry. */
    private static final int FRAMES = 16;

    private static final int REPORTS_PER_TRIAL = 6;

    private static final String CONTINUED = " \\";

    private final StringBuilder text = new StringBuilder();
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
        paragraph("", summary.outcome() + ": " + summary.sentence());
        line("");
        for (StoredRun.Arm arm : run.arms()) {
            Summary.deciding(arm)
                    .ifPresent(trial -> paragraph(
                            "  ",
                            arm.name() + ": " + trial.result().verdict() + ": "
                                    + trial.result().reason()));
        }
        arms();
        heading("Environment");
        summary.environment().forEach(fact -> paragraph("  ", fact.name() + ": " + fact.value()));
        paragraph("  ", summary.seconds());
        for (StoredRun.Arm arm : run.arms()) {
            Summary.deciding(arm).ifPresent(trial -> trial(arm, trial));
        }
        heading("Again");
        command(summary.command());
    }

    /** A shell can be given it as it stands, lines and all. */
    private void command(List<String> words) {
        if (words.isEmpty()) {
            line("  (the command was not recorded)");
            return;
        }
        StringBuilder line = new StringBuilder(" ");
        for (String word : words) {
            if (line.length() + 1 + word.length() + CONTINUED.length() > WIDTH
                    && !line.toString().isBlank()) {
                line(line + CONTINUED);
                line = new StringBuilder("   ");
            }
            line.append(' ').append(HostileText.ascii(word));
        }
        line(line.toString());
    }

    private void arms() {
        List<StoredRun.Arm> arms = run.arms();
        int column = Math.max(LEAST_COLUMN, (WIDTH - NAME_WIDTH) / Math.max(1, arms.size()));
        int perTable = Math.max(1, (WIDTH - NAME_WIDTH) / column);
        for (int from = 0; from < arms.size(); from += perTable) {
            int to = Math.min(arms.size(), from + perTable);
            line("");
            row("", arms.subList(from, to).stream().map(StoredRun.Arm::name).toList(), column);
            for (Summary.Row row : summary.arms()) {
                row(row.name(), row.values().subList(from, to), column);
            }
        }
    }

    /** Cells that are too long go on in the next line. */
    private void row(String name, List<String> cells, int column) {
        List<List<String>> wrapped =
                cells.stream().map(cell -> wrap(cell, column - 1)).toList();
        int lines = wrapped.stream().mapToInt(List::size).max().orElse(1);
        for (int i = 0; i < lines; i++) {
            int at = i;
            String rest = wrapped.stream()
                    .map(cell -> at < cell.size() ? cell.get(at) : "")
                    .map(cell -> String.format(Locale.ROOT, "%-" + column + "s", cell))
                    .collect(Collectors.joining());
            line(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", i == 0 ? name : "") + rest);
        }
    }

    private void trial(StoredRun.Arm arm, StoredTrial trial) {
        heading(arm.name() + ", trial " + trial.number());
        trial.result()
                .preconditions()
                .forEach((name, one) -> paragraph(
                        "  ",
                        name + ": " + one.measured() + (one.met() ? " (met: " : " (NOT MET: ") + one.required() + ")"));
        Suspects suspects = new Suspects(trial);
        suspects.culprit().ifPresent(culprit -> {
            line("");
            paragraph("  ", culprit.sentence() + ":");
            culprit.stacks().stream().findFirst().ifPresent(this::stack);
        });
        List<Page.Victim> victims = suspects.victims();
        if (!victims.isEmpty()) {
            line("");
            paragraph("  ", "Who waited meanwhile:");
            victims.forEach(victim -> paragraph(
                    "    ",
                    victim.task() + " of " + victim.machine() + ": " + victim.seconds() + " for " + victim.reason()));
        }
        trial.evidence().ifPresent(this::reports);
        if (!trial.tunables().isEmpty()) {
            line("");
            paragraph("  ", "Tunables of the host, before and in the trial, restored afterwards:");
            trial.tunables().forEach(one -> paragraph("    ", one.path() + ": " + one.before() + ", " + one.during()));
        }
    }

    private void stack(Page.Stack stack) {
        line("    " + stack.share());
        stack.calls().stream().limit(FRAMES).forEach(call -> paragraph("      ", call.function()));
    }

    private void reports(Evidence evidence) {
        List<String> reports = new ArrayList<>();
        evidence.hostFindings().forEach(finding -> reports.add("host: " + TrialTimeline.firstLine(finding)));
        evidence.findings()
                .forEach((guest, findings) ->
                        findings.forEach(finding -> reports.add(guest + ": " + TrialTimeline.firstLine(finding))));
        if (!reports.isEmpty()) {
            line("");
            paragraph("  ", "What kernels reported:");
            reports.stream().limit(REPORTS_PER_TRIAL).forEach(report -> paragraph("    ", report));
            if (reports.size() > REPORTS_PER_TRIAL) {
                line("    and " + (reports.size() - REPORTS_PER_TRIAL) + " more");
            }
        }
    }

    private void heading(String title) {
        line("");
        line(title);
    }

    private void paragraph(String indent, String words) {
        String hanging = indent + "  ";
        List<String> lines = wrap(words, WIDTH - hanging.length());
        for (int i = 0; i < lines.size(); i++) {
            line((i == 0 ? indent : hanging) + lines.get(i));
        }
    }

    /** At spaces; what is longer than a line without one is cut in pieces. */
    private static List<String> wrap(String words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : HostileText.ascii(words).split(" ", -1)) {
            String rest = word;
            if (line.length() > 0 && line.length() + 1 + rest.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            line.append(line.length() == 0 ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private void line(String words) {
        text.append(words.stripTrailing()).append('\n');
    }
}
