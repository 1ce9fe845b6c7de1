package org.ksmlab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.ksmlab.compare.ArmSummary.MetricSummary;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;
import org.ksmlab.statistics.Bootstrap;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.statistics.Sprt.Decision;
import org.ksmlab.store.Json;
import org.testng.annotations.Test;

public class ComparisonTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(Comparison.SEED, Comparison.CONFIDENCE);

    private static Comparison compare(ArmResult... arms) {
        return Comparison.of(
                new Pool(List.of("a-run"), List.of(arms), List.of(), Sprt.DEFAULT, List.of()), BOOTSTRAP, 1_000_000);
    }

    private static ArmSummary summary(ArmResult arm) {
        return ArmSummary.of(arm, Sprt.DEFAULT, BOOTSTRAP);
    }

    @Test
    public void anArmThatAlwaysReproducesSaysSoWithItsInterval() {
        ArmSummary arm = summary(Arms.broken(5));
        assertThat(arm.sentence())
                .isEqualTo("without-limit: 5 of 5 reproduced, a rate of 48 % to 100 % (95 %); decided: it reproduces");
        assertThat(arm.decision()).isEqualTo(Decision.DECIDED_HIGH);
        assertThat(arm.ruledOutAbove()).isEmpty();
    }

    @Test
    public void cleanTrialsSayWhatTheyRuleOut() {
        ArmSummary arm = summary(Arms.fixed(5));
        assertThat(arm.sentence())
                .isEqualTo("with-limit: 0 of 5 reproduced, which rules out a rate above 45 % (95 %);"
                        + " decided: it does not reproduce");
        assertThat(arm.ruledOutAbove())
                .hasValueSatisfying(rate -> assertThat(rate).isCloseTo(0.4507, within(1e-4)));
    }

    @Test
    public void anArmThatReproducedIsNotSaidNotTo() {
        List<TrialResult> trials = new ArrayList<>(Arms.broken(1).trials());
        trials.addAll(Arms.fixed(4).trials());
        ArmSummary arm = summary(new ArmResult("patched", Verdict.NOT_REPRODUCED, trials));
        assertThat(arm.decision()).isEqualTo(Decision.DECIDED_LOW);
        assertThat(arm.sentence())
                .isEqualTo("patched: 1 of 5 reproduced, a rate of 1 % to 72 % (95 %); decided: it does not always"
                        + " reproduce, a rate of 5 % being likelier than one of 90 %");
    }

    @Test
    public void anUndecidedArmSaysWhatItWouldTake() {
        ArmSummary arm = summary(Arms.fixed(1));
        assertThat(arm.decision()).isEqualTo(Decision.CONTINUE);
        assertThat(arm.sentence()).endsWith("undecided: it would take 3 more with the bug, or 1 more without it");
        assertThat(arm.moreToLow()).isEqualTo(1);
    }

    @Test
    public void trialsWithoutAnAnswerAreReported() {
        List<TrialResult> trials = new ArrayList<>(Arms.fixed(2).trials());
        trials.add(Arms.noAnswer(Verdict.INFRA));
        trials.add(Arms.noAnswer(Verdict.INFRA));
        trials.add(Arms.noAnswer(Verdict.INVALID));
        ArmSummary arm = summary(new ArmResult("with-limit", Verdict.NOT_REPRODUCED, trials));
        assertThat(arm.sentence()).contains("0 of 2 reproduced").contains("; besides 1 INVALID, 2 INFRA");
        assertThat(summary(Arms.fixed(0)).sentence()).startsWith("with-limit: no trial gave an answer");
    }

    @Test
    public void metricsHaveTheirMedianAndFromSixTrialsOnItsInterval() {
        MetricSummary stall = summary(Arms.broken(6)).metrics().get(0);
        assertThat(stall.median()).contains(12.5);
        assertThat(stall.interval())
                .hasValueSatisfying(
                        interval -> assertThat(interval.contains(12)).isTrue());
        assertThat(summary(Arms.broken(5)).metrics().get(0).interval()).isEmpty();
        assertThat(summary(Arms.broken(0)).metrics().get(0).median()).isEmpty();
    }

    @Test
    public void aDifferenceIsSaidWithItsSizeAndItsCorrectedP() {
        Comparison comparison = compare(Arms.broken(6), Arms.fixed(6));
        assertThat(comparison.differences())
                .extracting(Difference::sentence)
                .containsExactly(
                        "with-limit against without-limit: reproduction rate differs: 0 of 6 against 6 of 6,"
                                + " corrected p 0.009",
                        "with-limit against without-limit: longest guest stall differs: 12.4 s shorter (-14.4 to -10.4"
                                + " s), corrected p 0.009",
                        "with-limit against without-limit: trigger differs: 20.0 s shorter (-22.0 to -18.0 s),"
                                + " corrected p 0.009",
                        "with-limit against without-limit: merge: no difference shown, corrected p 1.000;"
                                + " that does not prove that there is none");
        assertThat(comparison.differences().get(1).effect())
                .hasValueSatisfying(effect -> assertThat(effect.cliffsDelta()).isEqualTo(-1));
    }

    @Test
    public void tooFewTrialsGetNoVerdict() {
        assertThat(compare(Arms.broken(2), Arms.fixed(3)).differences())
                .extracting(Difference::sentence)
                .contains("with-limit against without-limit: longest guest stall: no verdict: too few trials;"
                        + " it would take 5 of each that give an answer");
    }

    @Test
    public void theSameTrialsGiveTheSameNumbers() {
        assertThat(Json.line(compare(Arms.broken(7), Arms.fixed(6))))
                .isEqualTo(Json.line(compare(Arms.broken(7), Arms.fixed(6))))
                .contains("\"seed\":1680513")
                .contains("\"corrected_p\"")
                .contains("\"decision\":\"DECIDED_LOW\"");
    }
}
