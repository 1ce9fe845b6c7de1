package org.ksmlab.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ksmlab.archive.RunSummary;
import org.ksmlab.archive.TrialSummary;

/** Runs as a table for people, with columns as wide as what is in them. */
final class RunsTable {
    private static final List<String> HEAD = List.of("run", "kernel", "host", "outcome", "trials");

    private RunsTable() {}

    static String of(List<RunSummary> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        runs.forEach(run -> rows.add(List.of(
                TerminalProgress.printable(run.name()),
                values(run, trial -> trial.kernel().split(" ", 2)[0]),
                values(run, TrialSummary::host),
                run.outcome().map(Enum::name).orElse("-"),
                verdicts(run))));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column))
                        .append(" ".repeat(width(rows, column) - row.get(column).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String values(RunSummary run, Function<TrialSummary, String> value) {
        String all = run.trials().stream()
                .map(value)
                .filter(text -> !text.isBlank())
                .distinct()
                .collect(Collectors.joining(","));
        return all.isEmpty() ? "-" : TerminalProgress.printable(all);
    }

    /** For instance {@code without-limit 2 REPRODUCED 1 INFRA, with-limit 2 NOT_REPRODUCED}. */
    private static String verdicts(RunSummary run) {
        Map<String, Map<String, Integer>> byArm = new LinkedHashMap<>();
        for (TrialSummary trial : run.trials()) {
            byArm.computeIfAbsent(trial.arm(), arm -> new LinkedHashMap<>())
                    .merge(trial.verdict().map(Enum::name).orElse("not judged"), 1, Integer::sum);
        }
        String all = byArm.entrySet().stream()
                .map(arm -> arm.getKey()
                        + arm.getValue().entrySet().stream()
                                .map(verdict -> " " + verdict.getValue() + " " + verdict.getKey())
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "-" : all;
    }
}
