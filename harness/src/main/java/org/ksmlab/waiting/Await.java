package org.ksmlab.waiting;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The one place that waits. Every wait has a name, which its failure message says, and a {@link Deadline}. Conditions are looked
 * at on the calling thread, at least once, and what they throw reaches the caller as it is.
 */
public final class Await {
    private static final Duration DEFAULT_POLL = Duration.ofMillis(100);

    private Await() {}

    /** Waits until the condition holds, looking ten times a second. See {@link #value}. */
    public static void until(String what, Deadline deadline, BooleanSupplier condition) {
        until(what, deadline, DEFAULT_POLL, condition);
    }

    /** Waits until the condition holds. See {@link #value}. */
    public static void until(String what, Deadline deadline, Duration poll, BooleanSupplier condition) {
        value(what, deadline, poll, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Waits until the supplier has a value.
     *
     * @param what reads well after "waited for"
     * @param poll from the end of one look to the start of the next; an interrupt is noticed within it
     * @throws WaitTimedOutException if there was none by the deadline
     * @throws InterruptedWaitException if this thread is interrupted
     */
    public static <T> T value(String what, Deadline deadline, Duration poll, Supplier<Optional<T>> supplier) {
        Duration budget = deadline.remaining();
        Optional<T> first = look(what, supplier);
        if (first.isPresent()) {
            return first.get();
        }
        try {
            return Awaitility.await(what)
                    .dontCatchUncaughtExceptions() // else it replaces the handler of the whole JVM
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO) // its default waits a poll interval before the first look
                    // Awaitility sleeps a whole interval even when less is left.
                    .pollInterval((count, previous) -> shorter(poll, deadline.remaining()))
                    .timeout(longer(deadline.remaining(), Duration.ofMillis(1)))
                    .until(() -> look(what, supplier), Optional::isPresent)
                    .orElseThrow();
        } catch (ConditionTimeoutException e) {
            return look(what, supplier).orElseThrow(() -> new WaitTimedOutException(what, budget, null));
        }
    }

    /** One look. Awaitility sleeps on through an interrupt and only sets the flag again, so the flag is asked at every look. */
    private static <T> Optional<T> look(String what, Supplier<Optional<T>> supplier) {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedWaitException(what);
        }
        return supplier.get();
    }

    /**
     * Waits for a future's result. An unchecked exception of the task is rethrown as it is, a checked one as the
     * cause of an IllegalStateException.
     *
     * @throws WaitTimedOutException if it is not done by the deadline; the future goes on
     * @throws InterruptedWaitException if this thread is interrupted
     */
    public static <T> T result(String what, Deadline deadline, Future<T> future) {
        Duration budget = deadline.remaining();
        try {
            return future.get(budget.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new WaitTimedOutException(what, budget, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException(what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(what, e.getCause());
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
