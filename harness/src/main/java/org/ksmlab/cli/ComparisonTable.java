package org.ksmlab.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.compare.ArmSummary;
import org.ksmlab.compare.ArmSummary.MetricSummary;
import org.ksmlab.compare.Comparison;
import org.ksmlab.compare.Conclusion;
import org.ksmlab.compare.Difference;
import org.ksmlab.statistics.Interval;

/** A comparison for people: tables at most 80 columns wide, and the sentences that they support. */
final class ComparisonTable {
    private static final String RATES = "%-20s %10s %11s %18s %10s%n";
    private static final String METRICS = "%-20s %-20s %7s %10s %19s%n";

    private ComparisonTable() {}

    static String of(Comparison comparison) {
        String sure = String.format(Locale.ROOT, "%.0f %%", 100 * comparison.confidence());
        StringBuilder text = new StringBuilder();
        row(text, RATES, "arm", "answers", "reproduced", "rate, " + sure, "no answer");
        for (ArmSummary arm : comparison.arms()) {
            row(text, RATES, arm.name(), arm.answers(), arm.reproduced(), percent(arm.rate()), noAnswers(arm));
        }
        text.append(System.lineSeparator());
        row(text, METRICS, "arm", "seconds of", "trials", "median", "interval, " + sure);
        for (ArmSummary arm : comparison.arms()) {
            for (MetricSummary metric : arm.metrics()) {
                row(
                        text,
                        METRICS,
                        arm.name(),
                        metric.metric().label(),
                        metric.trials(),
                        metric.median().map(ComparisonTable::seconds).orElse("-"),
                        seconds(metric.interval()));
            }
        }
        text.append(System.lineSeparator());
        return text.append(sentences(comparison)).toString();
    }

    /** What can be said of it, a line each. */
    static String sentences(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        comparison.arms().forEach(arm -> line(text, arm.sentence()));
        differences(text, comparison.differences());
        comparison.curves().forEach(curve -> line(text, curve.curve().sentence()));
        comparison.notes().forEach(note -> line(text, "note: " + note));
        line(text, "seed of the intervals: " + comparison.seed());
        return text.toString();
    }

    /** Arms of which nothing can be said share a line. */
    private static void differences(StringBuilder text, List<Difference> differences) {
        Map<String, List<Difference>> byArm = differences.stream()
                .collect(Collectors.groupingBy(Difference::arm, LinkedHashMap::new, Collectors.toList()));
        List<Difference> tooFew = new ArrayList<>();
        for (List<Difference> own : byArm.values()) {
            if (own.stream().allMatch(difference -> difference.conclusion() == Conclusion.TOO_FEW)) {
                tooFew.add(own.get(0));
            } else {
                own.forEach(difference -> line(text, difference.sentence()));
            }
        }
        if (!tooFew.isEmpty()) {
            String arms = tooFew.stream().map(Difference::arm).collect(Collectors.joining(", "));
            int needed =
                    tooFew.stream().mapToInt(Difference::trialsNeeded).max().orElseThrow();
            line(text, arms + " against " + tooFew.get(0).baseline() + ": " + Difference.tooFew(needed));
        }
    }

    private static void row(StringBuilder text, String format, Object... cells) {
        text.append(String.format(Locale.ROOT, format, cells));
    }

    private static void line(StringBuilder text, String sentence) {
        text.append(TerminalProgress.printable(sentence)).append(System.lineSeparator());
    }

    private static int noAnswers(ArmSummary arm) {
        return arm.noAnswers().values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String percent(Interval rate) {
        return String.format(Locale.ROOT, "%.0f to %.0f %%", 100 * rate.low(), 100 * rate.high());
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String seconds(Optional<Interval> interval) {
        return interval.map(one -> seconds(one.low()) + " to " + seconds(one.high()))
                .orElse("too few trials");
    }
}
