package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.ksmlab.model.KsmState;
import org.testng.annotations.Test;

public class SweepPlanTest {
    private static final List<Long> DOSES = List.of(10_000L, 20_000L, 30_000L);
    private static final List<Integer> LIMITS = List.of(KsmState.UNLIMITED, 256);

    private static SweepPlan plan(long seed) {
        return new SweepPlan(4, DOSES, LIMITS, List.of(1), 5, 0, seed, Optional.empty());
    }

    @Test
    public void everyDoseUnderEveryLimitIsOnceInEachBlock() {
        List<List<RmapScale>> blocks = plan(1).blocks(30_000);
        assertThat(blocks)
                .hasSize(5)
                .allSatisfy(block -> assertThat(block)
                        .containsExactlyInAnyOrder(
                                new RmapScale(4, 10_000, KsmState.UNLIMITED),
                                new RmapScale(4, 20_000, KsmState.UNLIMITED),
                                new RmapScale(4, 30_000, KsmState.UNLIMITED),
                                new RmapScale(4, 10_000, 256),
                                new RmapScale(4, 20_000, 256),
                                new RmapScale(4, 30_000, 256)));
    }

    @Test
    public void theOrderIsTheSeedsAlone() {
        assertThat(plan(1).blocks(30_000)).isEqualTo(plan(1).blocks(30_000));
        assertThat(plan(1).blocks(30_000)).isNotEqualTo(plan(2).blocks(30_000));
    }

    @Test
    public void dosesThatAreTooLargeAreLeftOut() {
        assertThat(plan(1).blocks(29_999))
                .allSatisfy(block -> assertThat(block).hasSize(4).allMatch(scale -> scale.sharers() < 30_000));
    }

    @Test
    public void aPlanThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new SweepPlan(4, List.of(), LIMITS, List.of(1), 1, 0, 1, Optional.empty()))
                .hasMessage("sharers: none");
        assertThatThrownBy(
                        () -> new SweepPlan(4, List.of(2_000L, 2_000L), LIMITS, List.of(1), 1, 0, 1, Optional.empty()))
                .hasMessage("sharers: one of them twice: [2000, 2000]");
        assertThatThrownBy(() -> new SweepPlan(4, List.of(999L), LIMITS, List.of(1), 1, 0, 1, Optional.empty()))
                .hasMessage("sharers: 999, must be at least 1000");
        assertThatThrownBy(() -> new SweepPlan(4, DOSES, List.of(1), List.of(1), 1, 0, 1, Optional.empty()))
                .hasMessage("maxPageSharing: 1, must be at least 2");
        assertThatThrownBy(() -> new SweepPlan(1, DOSES, LIMITS, List.of(1), 1, 0, 1, Optional.empty()))
                .hasMessage("processes: 1, must be 2 to 64");
        assertThatThrownBy(() -> new SweepPlan(4, DOSES, LIMITS, List.of(1), 0, 0, 1, Optional.empty()))
                .hasMessage("trials: 0, must be at least 1");
        assertThatThrownBy(() -> new SweepPlan(4, DOSES, LIMITS, List.of(1), 1, -1, 1, Optional.empty()))
                .hasMessage("retries: -1, must be at least 0");
    }

    @Test
    public void vmasAreDosesToo() {
        SweepPlan plan = new SweepPlan(4, List.of(10_000L), LIMITS, List.of(1, 2_500), 1, 0, 1, Optional.empty());
        assertThat(plan.axis()).isEqualTo(SweepPlan.Axis.VMAS);
        assertThat(plan.blocks(10_000))
                .singleElement()
                .satisfies(block -> assertThat(block)
                        .containsExactlyInAnyOrder(
                                new RmapScale(4, 10_000, KsmState.UNLIMITED, 1),
                                new RmapScale(4, 10_000, KsmState.UNLIMITED, 2_500),
                                new RmapScale(4, 10_000, 256, 1),
                                new RmapScale(4, 10_000, 256, 2_500)));
        assertThat(new RmapScale(4, 10_000, 256, 2_500).label()).isEqualTo("limit-256-10000-in-2500-vmas");
    }

    @Test
    public void dosesAreOfOneSort() {
        assertThatThrownBy(() -> new SweepPlan(4, DOSES, LIMITS, List.of(1, 2), 1, 0, 1, Optional.empty()))
                .hasMessage("sharers: [10000, 20000, 30000], must be one where there are several vmas");
        assertThatThrownBy(() -> new SweepPlan(4, List.of(10_000L), LIMITS, List.of(2_501), 1, 0, 1, Optional.empty()))
                .hasMessage("vmas: 2501, more than the 2500 pages of each of 4 processes");
        assertThatThrownBy(() -> new SweepPlan(4, List.of(10_000L), LIMITS, List.of(0), 1, 0, 1, Optional.empty()))
                .hasMessage("vmas: 0, must be 1 to 65000");
    }
}
