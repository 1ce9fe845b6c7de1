package org.ksmlab.cli;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ksmlab.compare.Sweep;
import org.ksmlab.compare.Sweep.Trial;
import org.ksmlab.experiment.RmapScaleResult.Point;

/** A sweep for people: a table at most 80 columns wide, and the sentences that it supports. */
final class SweepTable {
    private SweepTable() {}

    static String of(Sweep sweep) {
        StringBuilder text = new StringBuilder();
        row(text, "arm", "sharers", "of one", "outcome", "merge s", "trigger s", "longest");
        row(text, "", "", "page", "", "", "", "read s");
        sweep.plan()
                .maxPageSharing()
                .forEach(limit -> sweep.trials().stream()
                        .filter(trial -> trial.maxPageSharing() == limit)
                        .sorted((one, other) -> Long.compare(one.wanted(), other.wanted()))
                        .forEach(trial -> row(text, trial)));
        text.append(System.lineSeparator());
        sweep.trials().stream()
                .filter(trial -> trial.point().isEmpty())
                .forEach(trial -> line(text, trial.folder() + ": " + trial.reason()));
        sweep.curves().forEach(curve -> line(text, curve.sentence()));
        if (!sweep.leftOut().isEmpty()) {
            line(
                    text,
                    "left out for want of memory: "
                            + sweep.leftOut().stream().map(SweepTable::number).collect(Collectors.joining(" ")));
        }
        line(text, sweep.outcome() + "; the evidence is in " + sweep.run());
        return text.toString();
    }

    private static void row(StringBuilder text, Trial trial) {
        row(
                text,
                trial.arm(),
                number(trial.point().map(Point::sharers).orElse(trial.wanted())),
                cell(trial, point -> number(point.longestNode())),
                trial.outcome(),
                cell(trial, point -> String.format(Locale.ROOT, "%.1f", point.mergeSeconds())),
                cell(trial, point -> String.format(Locale.ROOT, "%.3f", point.triggerSeconds())),
                cell(trial, point -> String.format(Locale.ROOT, "%.4f", point.longestStallSeconds())));
    }

    private static String cell(Trial trial, Function<Point, String> text) {
        return trial.point().map(text).orElse("-");
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append(String.format(Locale.ROOT, "%-14s %11s %9s %11s %8s %9s %11s%n", cells));
    }

    private static void line(StringBuilder text, String sentence) {
        text.append(TerminalProgress.printable(sentence)).append(System.lineSeparator());
    }
}
