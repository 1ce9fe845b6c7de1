package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.ksmlab.report.LogAxis.Tick;
import org.testng.annotations.Test;

public class LogAxisTest {
    @Test
    public void itGoesFromPowerOfTenToPowerOfTen() {
        LogAxis axis = LogAxis.around(10_000, 2_306_920);
        assertThat(axis).isEqualTo(new LogAxis(4, 7));
        assertThat(axis.ticks(value -> String.valueOf(Math.round(value))))
                .extracting(Tick::text)
                .containsExactly("10000", "100000", "1000000", "10000000");
        assertThat(axis.at(100_000)).isCloseTo(100.0 / 3, within(1e-9));
    }

    @Test
    public void ofFewPowersThereAreTicksBetween() {
        assertThat(new LogAxis(0, 1).ticks(value -> String.valueOf(Math.round(value))))
                .extracting(Tick::text)
                .containsExactly("1", "2", "5", "10");
    }

    @Test
    public void whatIsBeyondAnEndIsAtTheEndAndSoIsNothing() {
        assertThat(new LogAxis(0, 1).at(0)).isZero();
        assertThat(new LogAxis(0, 1).at(100)).isEqualTo(100);
    }

    @Test
    public void oneValueAloneHasRoomToo() {
        assertThat(LogAxis.around(100, 100)).isEqualTo(new LogAxis(2, 3));
        assertThatThrownBy(() -> new LogAxis(2, 2)).hasMessage("axis: 1e2 to 1e2");
    }
}
