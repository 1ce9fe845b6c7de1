package org.ksmlab.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.testng.annotations.Test;

public class SideBySideTest {
    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    @Test
    public void resultsHaveTheOrderOfTheTasks() {
        CountDownLatch second = new CountDownLatch(1);
        List<Supplier<String>> tasks = List.of(
                () -> {
                    await(second);
                    return "first";
                },
                () -> {
                    second.countDown();
                    return "second";
                });
        assertThat(SideBySide.all("both", soon(), tasks)).containsExactly("first", "second");
    }

    @Test
    public void whenOneFailsTheOthersAreInterruptedAndHaveEnded() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        List<Runnable> tasks = List.of(
                () -> {
                    await(running);
                    throw new IllegalArgumentException("broken");
                },
                () -> {
                    running.countDown();
                    try {
                        await(new CountDownLatch(1));
                    } finally {
                        ended.set(true);
                    }
                });
        assertThatThrownBy(() -> SideBySide.run("both", soon(), tasks))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broken");
        assertThat(ended).isTrue();
    }

    @Test
    public void whenTheCallerIsInterruptedTheTasksHaveEndedAllTheSame() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean endedBefore = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        Runnable task = () -> {
            running.countDown();
            try {
                await(new CountDownLatch(1));
            } finally {
                told.countDown();
                await(go);
                ended.set(true);
            }
        };
        Thread caller = new Thread(() -> {
            try {
                SideBySide.run("one", soon(), List.of(task));
            } catch (InterruptedWaitException e) {
                endedBefore.set(ended.get());
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        await(running);
        caller.interrupt();
        await(told);
        Await.until(
                "the caller to wait, or to have ended",
                soon(),
                () -> caller.getState() == Thread.State.TIMED_WAITING || !caller.isAlive());
        go.countDown();
        Await.until("the caller's end", soon(), () -> !caller.isAlive());
        assertThat(endedBefore).isTrue();
        assertThat(interrupted).isTrue();
    }

    @Test
    public void aFailureIsToldAtOnceWhateverTheTasksBeforeItAreAt() {
        List<Runnable> tasks = List.of(() -> await(new CountDownLatch(1)), () -> {
            throw new IllegalArgumentException("broken");
        });
        assertThatThrownBy(() -> SideBySide.run("both", soon(), tasks)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void tasksThatAreLateAreNamed() {
        List<Runnable> tasks = List.of(() -> await(new CountDownLatch(1)));
        assertThatThrownBy(() -> SideBySide.run("the end of time", Deadline.in(Duration.ofMillis(1)), tasks))
                .isInstanceOf(WaitTimedOutException.class)
                .hasMessageContaining("in vain for the end of time");
    }

    @Test
    public void oneThatIsStartedRunsMeanwhile() {
        CountDownLatch go = new CountDownLatch(1);
        var started = SideBySide.start("an answer", () -> {
            await(go);
            return 42;
        });
        assertThat(started).isNotDone();
        go.countDown();
        assertThat(Await.result("an answer", soon(), started)).isEqualTo(42);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedWaitException("a latch");
        }
    }
}
