package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ksmlab.experiment.EvidenceBuilder.SCENARIO;

import java.util.OptionalLong;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.Sharers;
import org.testng.annotations.Test;

public class MergeWaitTest {
    private static KsmState ksm(long limit, long dups) {
        return new KsmState(1, OptionalLong.of(limit), 30, 51_270, 0, 2, OptionalLong.of(1), OptionalLong.of(dups));
    }

    @Test
    public void underALimitTheDupsSayThatTheIntendedPagesAreMerged() {
        assertThat(MergeWait.hasDups(SCENARIO, ksm(256, 189))).isFalse();
        assertThat(MergeWait.hasDups(SCENARIO, ksm(256, 190))).isTrue();
    }

    @Test
    public void underALimitThatAllOfThemAreBelowThereAreNoDupsToWaitFor() {
        assertThat(MergeWait.hasDups(SCENARIO, ksm(48_639, 0))).isFalse();
        assertThat(MergeWait.hasDups(SCENARIO, ksm(48_640, 0))).isTrue();
        assertThat(MergeWait.hasDups(SCENARIO, ksm(60_000, 0))).isTrue();
        assertThat(MergeWait.hasDups(SCENARIO, ksm(KsmState.UNLIMITED, 0))).isTrue();
    }

    @Test
    public void onePageHasAsManySharersAsThereArePagesOrAsTheLimitAllows() {
        assertThat(MergeWait.fewestSharers(SCENARIO, OptionalLong.empty())).isEqualTo(48_640);
        assertThat(MergeWait.fewestSharers(SCENARIO, OptionalLong.of(60_000))).isEqualTo(48_640);
        assertThat(MergeWait.fewestSharers(SCENARIO, OptionalLong.of(256))).isEqualTo(243);
    }

    @Test
    public void inASweepTheLongestNodeIsWaitedForTooAndNotOnlyTheSum() {
        RmapScale limited = new RmapScale(2, 10_000, 256);
        assertThat(ScaleMerge.isEnough(limited, new Sharers(252, 40, 10_000))).isFalse();
        assertThat(ScaleMerge.isEnough(limited, new Sharers(256, 40, 9_899))).isFalse();
        assertThat(ScaleMerge.isEnough(limited, new Sharers(256, 40, 10_000))).isTrue();
        RmapScale above = new RmapScale(2, 10_000, 20_000);
        assertThat(ScaleMerge.isEnough(above, new Sharers(9_000, 2, 10_000))).isFalse();
        assertThat(ScaleMerge.isEnough(above, new Sharers(10_000, 1, 10_000))).isTrue();
    }
}
