package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class CampaignResultTest {
    private static ArmResult arm(Verdict expected, Verdict... verdicts) {
        List<TrialResult> trials = Arrays.stream(verdicts)
                .map(verdict -> new TrialResult(
                        verdict,
                        "why",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Map.of()))
                .toList();
        return new ArmResult("an-arm", expected, trials);
    }

    private static Outcome outcome(ArmResult... arms) {
        return CampaignResult.outcome(List.of(arms));
    }

    @Test
    public void armsThatAllAnswerAsExpectedAreAsExpected() {
        assertThat(outcome(
                        arm(Verdict.REPRODUCED, Verdict.REPRODUCED, Verdict.REPRODUCED),
                        arm(Verdict.NOT_REPRODUCED, Verdict.NOT_REPRODUCED)))
                .isEqualTo(Outcome.AS_EXPECTED);
    }

    @Test
    public void aSingleOtherAnswerSpoilsIt() {
        assertThat(outcome(
                        arm(Verdict.REPRODUCED, Verdict.REPRODUCED, Verdict.NOT_REPRODUCED, Verdict.REPRODUCED),
                        arm(Verdict.NOT_REPRODUCED, Verdict.NOT_REPRODUCED)))
                .isEqualTo(Outcome.NOT_AS_EXPECTED);
    }

    @Test
    public void whatIsNoAnswerIsNotCounted() {
        assertThat(outcome(
                        arm(Verdict.REPRODUCED, Verdict.INVALID, Verdict.INFRA, Verdict.OTHER_BUG, Verdict.REPRODUCED)))
                .isEqualTo(Outcome.AS_EXPECTED);
    }

    @Test
    public void anArmWithoutAnAnswerLeavesItUnknown() {
        assertThat(outcome(arm(Verdict.REPRODUCED, Verdict.REPRODUCED), arm(Verdict.NOT_REPRODUCED, Verdict.INFRA)))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(outcome(arm(Verdict.REPRODUCED))).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    public void aWrongAnswerIsOneEvenIfAnotherArmHasNone() {
        assertThat(outcome(arm(Verdict.REPRODUCED, Verdict.NOT_REPRODUCED), arm(Verdict.NOT_REPRODUCED)))
                .isEqualTo(Outcome.NOT_AS_EXPECTED);
    }

    @DataProvider
    public Object[][] namesOfNoArm() {
        return new Object[][] {{""}, {"../../etc"}, {"-a"}, {"Stock"}, {"a b"}, {"a\n"}, {"\u001b[2J"}};
    }

    @Test(dataProvider = "namesOfNoArm")
    public void anArmIsNamedAsAPlanMayNameIt(String name) {
        assertThatThrownBy(() -> new ArmResult(name, Verdict.REPRODUCED, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name: '" + name + "' must be ");
    }
}
