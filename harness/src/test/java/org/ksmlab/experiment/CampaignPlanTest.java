package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.model.Verdict;
import org.testng.annotations.Test;

public class CampaignPlanTest {
    private static final Scenario SCENARIO = Scenario.quick(TriggerKind.MIGRATE_PAGES);
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static CampaignPlan plan(int trials, long seed) {
        List<PlannedArm> arms = NAMES.stream()
                .map(name -> new PlannedArm(new Arm(name, 256, Verdict.NOT_REPRODUCED), SCENARIO))
                .toList();
        return CampaignPlan.of(arms, trials, 2, Optional.empty(), seed);
    }

    @Test
    public void everyBlockHasEveryArmOnce() {
        assertThat(plan(20, 1).blocks())
                .hasSize(20)
                .allSatisfy(block -> assertThat(block).containsExactlyInAnyOrderElementsOf(NAMES));
    }

    @Test
    public void theSeedMakesTheOrder() {
        assertThat(plan(20, 1).blocks())
                .isEqualTo(plan(20, 1).blocks())
                .isNotEqualTo(plan(20, 2).blocks());
    }

    @Test
    public void everyArmIsAboutAsOftenFirst() {
        List<String> first =
                plan(300, 7).blocks().stream().map(block -> block.get(0)).toList();
        assertThat(NAMES).allSatisfy(name -> assertThat(first.stream().filter(name::equals))
                .hasSizeBetween(70, 130));
        assertThat(new HashSet<>(plan(300, 7).blocks())).hasSize(6);
    }

    @Test
    public void oneTrialOfEachKeepsTheOrderOfTheArms() {
        assertThat(IntStream.range(0, 20).mapToObj(seed -> plan(1, seed).blocks()))
                .containsOnly(List.of(NAMES));
    }

    @Test
    public void whatIsNoPlanIsRefused() {
        assertThatThrownBy(() -> plan(0, 1)).hasMessage("trials: 0, must be at least 1");
        CampaignPlan plan = plan(2, 1);
        assertThatThrownBy(() -> new CampaignPlan(
                        plan.version(), plan.arms(), 2, 0, 1, List.of(NAMES, List.of("a", "a", "b")), Optional.empty()))
                .hasMessage("blocks: not every arm once in each of 2");
        assertThatThrownBy(() -> CampaignPlan.of(
                        List.of(plan.arms().get(0), plan.arms().get(0)), 1, 0, Optional.empty(), 1))
                .hasMessage("arms: two of one name: a, a");
        assertThatThrownBy(() -> CampaignPlan.of(List.of(), 1, 0, Optional.empty(), 1))
                .hasMessage("arms: none");
    }
}
