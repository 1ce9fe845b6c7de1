package org.ksmlab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.compare.Sweep;
import org.ksmlab.compare.Sweep.Trial;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.experiment.SweepPlan.Axis;

/** A sweep for people: a table at most 80 columns wide, and the sentences that it supports. */
public final class SweepTable {
    private SweepTable() {}

    /** The table and the sentences. */
    public static String of(Sweep sweep) {
        StringBuilder text = new StringBuilder(rows(sweep));
        text.append(System.lineSeparator());
        sentences(sweep).forEach(sentence -> line(text, sentence));
        line(text, sweep.outcome() + "; the evidence is in " + sweep.run());
        return text.toString();
    }

    /** Trials without a point and why, then what the arms' points say, then what was left out. */
    static List<String> sentences(Sweep sweep) {
        List<String> sentences = new ArrayList<>();
        sweep.trials().stream()
                .filter(trial -> trial.point().isEmpty())
                .forEach(trial -> sentences.add(trial.folder() + ": " + trial.reason()));
        sweep.curves().forEach(curve -> sentences.add(curve.sentence()));
        if (!sweep.leftOut().isEmpty()) {
            sentences.add("left out for want of memory: "
                    + sweep.leftOut().stream().map(Figures::count).collect(Collectors.joining(" ")));
        }
        return sentences;
    }

    /** The trials in the order of their arms and doses. */
    static Stream<Trial> trials(Sweep sweep) {
        return sweep.plan().maxPageSharing().stream()
                .flatMap(limit -> sweep.trials().stream()
                        .filter(trial -> trial.maxPageSharing() == limit)
                        .sorted(Comparator.comparingLong(Trial::wanted).thenComparingInt(Trial::vmas)));
    }

    /** The table alone. */
    static String rows(Sweep sweep) {
        StringBuilder text = new StringBuilder();
        boolean ofVmas = sweep.plan().axis() == Axis.VMAS;
        row(text, "arm", "sharers", ofVmas ? "VMAs" : "of one", "outcome", "merge s", "trigger s", "longest");
        row(text, "", "", ofVmas ? "" : "page", "", "", "", "read s");
        trials(sweep)
                .forEach(trial -> row(
                        text,
                        trial,
                        ofVmas
                                ? Figures.count(trial.vmas())
                                : cell(trial, point -> Figures.count(point.longestNode()))));
        return text.toString();
    }

    private static void row(StringBuilder text, Trial trial, String third) {
        row(
                text,
                trial.arm(),
                Figures.count(trial.point().map(Point::sharers).orElse(trial.wanted())),
                third,
                trial.outcome(),
                cell(trial, point -> String.format(Locale.ROOT, "%.1f", point.mergeSeconds())),
                cell(trial, point -> String.format(Locale.ROOT, "%.3f", point.triggerSeconds())),
                cell(trial, point -> String.format(Locale.ROOT, "%.4f", point.longestStallSeconds())));
    }

    private static String cell(Trial trial, Function<Point, String> text) {
        return trial.point().map(text).orElse("-");
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append(String.format(Locale.ROOT, "%-14s %11s %9s %11s %8s %9s %11s%n", cells));
    }

    private static void line(StringBuilder text, String sentence) {
        text.append(HostileText.line(sentence)).append(System.lineSeparator());
    }
}
