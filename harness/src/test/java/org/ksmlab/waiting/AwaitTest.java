package org.ksmlab.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.testng.annotations.Test;

public class AwaitTest {
    private static final Duration POLL = Duration.ofMillis(1);

    @Test
    public void aValueIsReturnedAsSoonAsItIsThere() {
        AtomicInteger looks = new AtomicInteger();
        int value = Await.value(
                "three looks",
                Deadline.in(Duration.ofSeconds(30)),
                POLL,
                () -> looks.incrementAndGet() == 3 ? Optional.of(looks.get()) : Optional.empty());
        assertThat(value).isEqualTo(3);
    }

    @Test
    public void aConditionThatHoldsIsSeenEvenPastTheDeadline() {
        Await.until("nothing", Deadline.in(Duration.ZERO), () -> true);
    }

    @Test
    public void aTimeoutSaysWhatWasWaitedForAndHowLong() {
        assertThatThrownBy(() -> Await.until("two full scans", Deadline.in(Duration.ofMillis(100)), POLL, () -> false))
                .isInstanceOf(WaitTimedOutException.class)
                .hasMessage("waited 0.1 s in vain for two full scans");
    }

    @Test
    public void aPollLongerThanWhatIsLeftDoesNotOverrunTheDeadline() {
        long start = System.nanoTime();
        assertThatThrownBy(() ->
                        Await.until("it", Deadline.in(Duration.ofMillis(50)), Duration.ofSeconds(60), () -> false))
                .isInstanceOf(WaitTimedOutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    public void whatTheConditionThrowsReachesTheCallerAsItIs() {
        IllegalStateException failure = new IllegalStateException("no such host");
        AtomicInteger looks = new AtomicInteger();
        assertThatThrownBy(() -> Await.until("it", Deadline.in(Duration.ofSeconds(30)), POLL, () -> {
                    if (looks.incrementAndGet() == 2) {
                        throw failure;
                    }
                    return false;
                }))
                .isSameAs(failure);
    }

    @Test
    public void anInterruptEndsTheWaitAndTheFlagIsSetAgain() {
        Thread waiter = Thread.currentThread();
        AtomicInteger looks = new AtomicInteger();
        try {
            assertThatThrownBy(() -> Await.until("it", Deadline.in(Duration.ofSeconds(30)), POLL, () -> {
                        if (looks.incrementAndGet() == 2) {
                            waiter.interrupt();
                        }
                        return false;
                    }))
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessageContaining("it");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(looks).hasValue(2);
    }

    @Test
    public void theUncaughtExceptionHandlerOfTheJvmIsLeftAlone() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicInteger looks = new AtomicInteger();
        Await.until("the second look", Deadline.in(Duration.ofSeconds(30)), POLL, () -> {
            assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
            return looks.incrementAndGet() == 2;
        });
    }

    @Test
    public void aFuturesOwnExceptionReachesTheCallerAsItIs() {
        IllegalStateException failure = new IllegalStateException("broken");
        assertThatThrownBy(() ->
                        Await.result("it", Deadline.in(Duration.ofSeconds(1)), CompletableFuture.failedFuture(failure)))
                .isSameAs(failure);
    }

    @Test
    public void aFutureThatIsNotDoneTimesOutByName() {
        assertThatThrownBy(() ->
                        Await.result("the answer", Deadline.in(Duration.ofMillis(10)), new CompletableFuture<String>()))
                .isInstanceOf(WaitTimedOutException.class)
                .hasMessageContaining("the answer");
    }

    @Test
    public void anInterruptEndsTheWaitForAFutureAndTheFlagIsSetAgain() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Await.result(
                            "the answer", Deadline.in(Duration.ofSeconds(30)), new CompletableFuture<String>()))
                    .isInstanceOf(InterruptedWaitException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
