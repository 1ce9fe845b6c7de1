package org.ksmlab.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.random.RandomDataGenerator;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class TestedDifferenceTest {
    private static final int CAMPAIGNS = 10_000;
    private static final double LEVEL = 0.05;

    private static List<Conclusion> conclusions(ArmResult... arms) {
        return TestedDifference.of(List.of(arms), LEVEL).stream()
                .map(TestedDifference::conclusion)
                .toList();
    }

    @Test
    public void theRateAndEachMetricAreTestedAgainstTheFirstArm() {
        List<TestedDifference> tested =
                TestedDifference.of(List.of(Arms.broken(6), Arms.fixed(6), Arms.fixed(6)), LEVEL);
        assertThat(tested)
                .extracting(TestedDifference::metric)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(Metric.LONGEST_GUEST_STALL),
                        Optional.of(Metric.TRIGGER),
                        Optional.of(Metric.MERGE),
                        Optional.empty(),
                        Optional.of(Metric.LONGEST_GUEST_STALL),
                        Optional.of(Metric.TRIGGER),
                        Optional.of(Metric.MERGE));
        assertThat(tested).allSatisfy(one -> assertThat(one.baseline().name()).isEqualTo("without-limit"));
    }

    @Test
    public void fiveTrialsOfEachTellABrokenKernelFromAFixedOne() {
        assertThat(conclusions(Arms.broken(5), Arms.fixed(5)))
                .containsExactly(
                        Conclusion.DIFFERENT, Conclusion.DIFFERENT, Conclusion.DIFFERENT, Conclusion.NOT_SHOWN);
    }

    @Test
    public void fewerAreTooFewWhateverTheyShowAndItSaysWhatItWouldTake() {
        assertThat(conclusions(Arms.broken(4), Arms.fixed(4))).containsOnly(Conclusion.TOO_FEW);
        assertThat(conclusions(Arms.broken(1), Arms.fixed(1))).containsOnly(Conclusion.TOO_FEW);
        assertThat(conclusions(Arms.broken(3), Arms.fixed(0))).containsOnly(Conclusion.TOO_FEW);
        assertThat(TestedDifference.of(List.of(Arms.broken(4), Arms.fixed(4)), LEVEL))
                .extracting(TestedDifference::trialsNeeded)
                .containsOnly(5);
        assertThat(conclusions(Arms.broken(4))).isEmpty();
    }

    /** Fisher's smallest p of 4 against 5 is 1/126, that of Mann and Whitney 2/126; four tests share 5 %. */
    @Test
    public void whatTheLeastTrialsCanShowDependsOnTheTest() {
        assertThat(conclusions(Arms.fixed(4), Arms.fixed(5)))
                .containsExactly(Conclusion.NOT_SHOWN, Conclusion.TOO_FEW, Conclusion.TOO_FEW, Conclusion.TOO_FEW);
    }

    /** Each difference that is shown leaves more of the 5 % for the tests that are left. */
    @Test
    public void whatIsShownHelpsTheOtherTestsToShowSomething() {
        assertThat(conclusions(Arms.broken(4), Arms.fixed(5)))
                .containsExactly(
                        Conclusion.DIFFERENT, Conclusion.DIFFERENT, Conclusion.DIFFERENT, Conclusion.NOT_SHOWN);
    }

    @Test
    public void moreArmsAreMoreTestsAndTakeMoreTrials() {
        assertThat(TestedDifference.of(List.of(Arms.broken(5), Arms.fixed(5), Arms.fixed(5)), LEVEL))
                .extracting(TestedDifference::trialsNeeded)
                .containsOnly(6);
    }

    @Test
    public void trialsWithoutAnAnswerDoNotCount() {
        ArmResult spoilt = new ArmResult(
                "with-limit",
                Verdict.NOT_REPRODUCED,
                IntStream.range(0, 9)
                        .mapToObj(i -> Arms.noAnswer(Verdict.INVALID))
                        .toList());
        assertThat(Metric.TRIGGER.sample(spoilt)).isEmpty();
        assertThat(conclusions(Arms.broken(9), spoilt)).containsOnly(Conclusion.TOO_FEW);
    }

    @DataProvider
    public Object[][] campaignsInWhichNothingDiffers() {
        return new Object[][] {{2, 5, 0.5}, {2, 6, 0.9}, {3, 6, 0.3}};
    }

    /** Stalls are skewed and often none at all, so that there are ties; the metrics of a trial depend on each other. */
    @Test(dataProvider = "campaignsInWhichNothingDiffers")
    public void whereNothingDiffersHardlyEverIsADifferenceSaid(int arms, int trials, double rate) {
        RandomDataGenerator random = new RandomDataGenerator(20_261_124);
        int wrong = 0;
        for (int i = 0; i < CAMPAIGNS; i++) {
            List<ArmResult> campaign = IntStream.range(0, arms)
                    .mapToObj(arm -> new ArmResult(
                            "arm-" + arm,
                            Verdict.REPRODUCED,
                            IntStream.range(0, trials)
                                    .mapToObj(trial -> simulated(random, rate))
                                    .toList()))
                    .toList();
            wrong += TestedDifference.of(campaign, LEVEL).stream()
                            .anyMatch(tested -> tested.conclusion() == Conclusion.DIFFERENT)
                    ? 1
                    : 0;
        }
        assertThat(wrong / (double) CAMPAIGNS).isLessThanOrEqualTo(LEVEL);
    }

    private static TrialResult simulated(RandomDataGenerator random, double rate) {
        boolean reproduced = random.nextUniform(0, 1) < rate;
        double trigger = random.nextLogNormal(3, 0.5);
        double stall = reproduced ? trigger * random.nextUniform(0, 1) : 0;
        return Arms.answer(reproduced, stall, trigger, random.nextExponential(20));
    }
}
