package org.ksmlab.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.testng.annotations.Test;

public class DeadlineTest {
    /** Close to overflow, as System.nanoTime may be. */
    private long nanos = Long.MAX_VALUE - 10;

    @Test
    public void remainingShrinksAsTheClockAdvances() {
        Deadline deadline = Deadline.in(Duration.ofNanos(100), () -> nanos);
        nanos += 40;
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(60));
        assertThat(deadline.expired()).isFalse();
    }

    @Test
    public void remainingIsZeroAndNeverNegativeOnceItHasPassed() {
        Deadline deadline = Deadline.in(Duration.ofNanos(100), () -> nanos);
        nanos += 1000;
        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.expired()).isTrue();
    }

    @Test
    public void aStepGetsItsOwnLimitWhenTheJobHasMore() {
        Deadline job = Deadline.in(Duration.ofSeconds(10), () -> nanos);
        assertThat(job.sooner(Duration.ofSeconds(3)).remaining()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    public void aStepNeverGetsMoreThanTheJobHas() {
        Deadline job = Deadline.in(Duration.ofSeconds(2), () -> nanos);
        assertThat(job.sooner(Duration.ofSeconds(3)).remaining()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    public void aNegativeBudgetIsRefusedWithItsValue() {
        assertThatThrownBy(() -> Deadline.in(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("budget: PT-1S");
    }

    @Test
    public void aBudgetOfMoreThanAYearIsRefused() {
        assertThatThrownBy(() -> Deadline.in(Duration.ofDays(366))).hasMessageContaining("budget:");
    }
}
