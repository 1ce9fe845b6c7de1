package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ksmlab.report.Page.Tick;
import org.testng.annotations.Test;

public class AxisTest {
    @Test
    public void ticksAreRoundNumbersThatIncludeZero() {
        assertThat(new Axis(-27, 53).ticks()).extracting(Tick::text).containsExactly("-20", "0", "20", "40");
        assertThat(new Axis(0, 0.9).ticks()).extracting(Tick::text).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8");
    }

    @Test
    public void placesAreSharesOfTheWidth() {
        assertThat(new Axis(-10, 30).place(0)).isEqualTo("25.000%");
        assertThat(new Axis(-10, 30).width(0, 20)).isEqualTo("50.000%");
    }

    @Test
    public void whatIsBeyondAnEndIsAtTheEnd() {
        assertThat(new Axis(0, 10).place(-5)).isEqualTo("0.000%");
        assertThat(new Axis(0, 10).place(15)).isEqualTo("100.000%");
    }

    @Test
    public void theShortestThingIsStillSeen() {
        assertThat(new Axis(0, 1000).width(5, 5)).isEqualTo("0.150%");
    }

    @Test
    public void anAxisWithoutLengthIsRefused() {
        assertThatThrownBy(() -> new Axis(3, 3)).hasMessageContaining("3.0 to 3.0");
        assertThat(Axis.upTo(0).ticks()).isNotEmpty();
    }
}
