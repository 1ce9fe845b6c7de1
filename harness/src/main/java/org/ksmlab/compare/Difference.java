package org.ksmlab.compare;

import java.util.Locale;
import java.util.Optional;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.statistics.Bootstrap;
import org.ksmlab.statistics.Interval;
import org.ksmlab.statistics.Proportion;
import org.ksmlab.statistics.Samples;

/**
 * How an arm differs from the first one.
 *
 * @param metric empty: the reproduction rate
 * @param p of the exact test: Fisher's of rates, Mann and Whitney's of metrics
 * @param correctedP for the number of tests in the comparison (Holm)
 * @param trialsNeeded of each arm for the test to be able to show anything
 * @param effect of a metric that both arms have
 * @param sentence all of that for people
 */
public record Difference(
        String arm,
        String baseline,
        Optional<Metric> metric,
        double p,
        double correctedP,
        Conclusion conclusion,
        int trialsNeeded,
        Optional<Effect> effect,
        String sentence) {

    /**
     * How large the difference is.
     *
     * @param cliffsDelta from -1, all trials of the arm are below all of the baseline, to 1
     * @param shiftSeconds by how much the arm is above the baseline (Hodges and Lehmann)
     * @param shiftInterval empty if the trials are too few for one
     */
    public record Effect(double cliffsDelta, double shiftSeconds, Optional<Interval> shiftInterval) {
        static Optional<Effect> of(double[] arm, double[] baseline, Bootstrap bootstrap) {
            return arm.length == 0 || baseline.length == 0
                    ? Optional.empty()
                    : Optional.of(new Effect(
                            Samples.cliffsDelta(arm, baseline),
                            Samples.shift(arm, baseline),
                            bootstrap.shift(arm, baseline)));
        }

        private String text() {
            String by = String.format(
                    Locale.ROOT, "%.1f s %s", Math.abs(shiftSeconds), shiftSeconds < 0 ? "shorter" : "longer");
            return by
                    + shiftInterval
                            .map(interval ->
                                    String.format(Locale.ROOT, " (%.1f to %.1f s)", interval.low(), interval.high()))
                            .orElse("");
        }
    }

    static Difference of(TestedDifference tested, Bootstrap bootstrap) {
        Optional<Effect> effect = tested.metric()
                .flatMap(metric -> Effect.of(metric.sample(tested.arm()), metric.sample(tested.baseline()), bootstrap));
        return new Difference(
                tested.arm().name(),
                tested.baseline().name(),
                tested.metric(),
                tested.p(),
                tested.correctedP(),
                tested.conclusion(),
                tested.trialsNeeded(),
                effect,
                sentence(tested, effect));
    }

    private static String sentence(TestedDifference tested, Optional<Effect> effect) {
        String what = tested.metric().map(Metric::label).orElse("reproduction rate");
        String arms = tested.arm().name() + " against " + tested.baseline().name() + ": ";
        String p = String.format(Locale.ROOT, "corrected p %.3f", tested.correctedP());
        return arms
                + switch (tested.conclusion()) {
                    case DIFFERENT ->
                        what + " differs: " + effect.map(Effect::text).orElseGet(() -> rates(tested)) + ", " + p;
                    case NOT_SHOWN -> what + ": no difference shown, " + p + "; that does not prove that there is none";
                    case TOO_FEW -> what + ": " + tooFew(tested.trialsNeeded());
                };
    }

    /** What is said where nothing can be. */
    public static String tooFew(int trialsNeeded) {
        return "no verdict: too few trials; it would take " + trialsNeeded + " of each that give an answer";
    }

    private static String rates(TestedDifference tested) {
        return share(tested.arm()) + " against " + share(tested.baseline());
    }

    private static String share(ArmResult arm) {
        Proportion seen = arm.reproduced();
        return seen.hits() + " of " + seen.trials();
    }
}
