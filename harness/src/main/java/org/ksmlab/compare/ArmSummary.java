package org.ksmlab.compare;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.model.Verdict;
import org.ksmlab.statistics.Bootstrap;
import org.ksmlab.statistics.Interval;
import org.ksmlab.statistics.Proportion;
import org.ksmlab.statistics.Samples;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.statistics.Sprt.Decision;

/**
 * What an arm's trials say by themselves.
 *
 * @param answers trials that gave one
 * @param reproduced of which
 * @param rate the reproduction rate's exact interval
 * @param ruledOutAbove if no trial reproduced: the rate that this rules out, and every higher one
 * @param decision of the sequential test of the rate
 * @param moreToHigh trials more that decide the rate to be high, if all of them reproduce; 0 if it is decided
 * @param moreToLow trials more that decide the rate to be low, if none of them reproduces; 0 if it is decided
 * @param noAnswers trials that gave none, by verdict
 * @param sentence all of that for people
 */
public record ArmSummary(
        String name,
        Verdict expected,
        int answers,
        int reproduced,
        Interval rate,
        Optional<Double> ruledOutAbove,
        Decision decision,
        int moreToHigh,
        int moreToLow,
        Map<Verdict, Integer> noAnswers,
        List<MetricSummary> metrics,
        String sentence) {

    /**
     * A metric of the trials that gave an answer, in seconds.
     *
     * @param median empty if there is none
     * @param interval of the median; empty if the trials are too few for one
     */
    public record MetricSummary(Metric metric, int trials, Optional<Double> median, Optional<Interval> interval) {
        static MetricSummary of(Metric metric, ArmResult arm, Bootstrap bootstrap) {
            double[] sample = metric.sample(arm);
            return new MetricSummary(
                    metric,
                    sample.length,
                    sample.length == 0 ? Optional.empty() : Optional.of(Samples.median(sample)),
                    bootstrap.median(sample));
        }
    }

    /** Of an arm's trials. */
    public static ArmSummary of(ArmResult arm, Sprt rule, Bootstrap bootstrap) {
        Proportion seen = arm.reproduced();
        Interval rate = seen.interval(bootstrap.confidence());
        Optional<Double> ruledOut = seen.trials() > 0 && seen.hits() == 0
                ? Optional.of(Proportion.ruledOutAbove(seen.trials(), bootstrap.confidence()))
                : Optional.empty();
        Map<Verdict, Integer> noAnswers = new EnumMap<>(Verdict.class);
        arm.trials().stream()
                .filter(trial -> !trial.verdict().isAnswer())
                .forEach(trial -> noAnswers.merge(trial.verdict(), 1, Integer::sum));
        Decision decision = rule.decide(seen);
        boolean open = decision == Decision.CONTINUE;
        int moreToHigh = open ? rule.moreHitsToHigh(seen) : 0;
        int moreToLow = open ? rule.moreMissesToLow(seen) : 0;
        return new ArmSummary(
                arm.name(),
                arm.expected(),
                seen.trials(),
                seen.hits(),
                rate,
                ruledOut,
                decision,
                moreToHigh,
                moreToLow,
                noAnswers,
                Arrays.stream(Metric.values())
                        .map(metric -> MetricSummary.of(metric, arm, bootstrap))
                        .toList(),
                sentence(arm.name(), seen, rate, ruledOut, noAnswers, bootstrap.confidence())
                        + switch (decision) {
                            case DECIDED_HIGH -> "; decided: it reproduces";
                            case DECIDED_LOW ->
                                seen.hits() == 0
                                        ? "; decided: it does not reproduce"
                                        : String.format(
                                                Locale.ROOT,
                                                "; decided: it does not always reproduce, a rate of %.0f %% being"
                                                        + " likelier than one of %.0f %%",
                                                100 * rule.p0(),
                                                100 * rule.p1());
                            case CONTINUE ->
                                "; undecided: it would take " + moreToHigh + " more with the bug, or " + moreToLow
                                        + " more without it";
                        });
    }

    private static String sentence(
            String name,
            Proportion seen,
            Interval rate,
            Optional<Double> ruledOut,
            Map<Verdict, Integer> noAnswers,
            double confidence) {
        if (seen.trials() == 0) {
            return name + ": no trial gave an answer" + without(noAnswers);
        }
        String what = ruledOut.map(
                        above -> String.format(Locale.ROOT, "which rules out a rate above %.0f %%", 100 * above))
                .orElseGet(() -> String.format(
                        Locale.ROOT, "a rate of %.0f %% to %.0f %%", 100 * rate.low(), 100 * rate.high()));
        return String.format(
                Locale.ROOT,
                "%s: %d of %d reproduced, %s (%.0f %%)%s",
                name,
                seen.hits(),
                seen.trials(),
                what,
                100 * confidence,
                without(noAnswers));
    }

    private static String without(Map<Verdict, Integer> noAnswers) {
        return noAnswers.isEmpty()
                ? ""
                : noAnswers.entrySet().stream()
                        .map(verdict -> verdict.getValue() + " " + verdict.getKey())
                        .collect(Collectors.joining(", ", "; besides ", ""));
    }
}
