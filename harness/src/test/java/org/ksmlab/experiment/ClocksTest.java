package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.ksmlab.experiment.Clocks.Reading;
import org.ksmlab.experiment.TrialRecord.ClockDifference;
import org.testng.annotations.Test;

public class ClocksTest {
    private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");
    private static final long MS = 1_000_000;

    private static Reading reading(int second, long differenceMs, long errorMs) {
        return new Reading(START.plusSeconds(second), new ClockDifference(differenceMs * MS, errorMs * MS));
    }

    private static ClockDifference throughout(Reading... readings) {
        return Clocks.throughout(List.of(readings), START.plusSeconds(100));
    }

    @Test
    public void theBestReadingCountsWithAsMuchDriftAsKernelsAllowUntilTheEnd() {
        assertThat(throughout(reading(0, -900_000, 80))).isEqualTo(new ClockDifference(-900_000 * MS, 130 * MS));
    }

    @Test
    public void laterReadingsMakeTheTimeShorterInWhichItMayDrift() {
        // 60 s from the first to the best, 40 s from there to the end.
        assertThat(throughout(reading(0, -900_020, 80), reading(60, -900_000, 10)))
                .isEqualTo(new ClockDifference(-900_000 * MS, 40 * MS));
    }

    @Test
    public void aReadingThatOnlyMoreDriftExplainsWidensTheError() {
        // 250 ms apart, of which that reading's own error may be 50.
        assertThat(throughout(reading(0, -900_000, 10), reading(90, -899_750, 50)))
                .isEqualTo(new ClockDifference(-900_000 * MS, 200 * MS));
    }
}
