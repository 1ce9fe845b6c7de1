package org.ksmlab.waiting;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment on the monotonic clock by which something has to be done. It is passed down through calls, so that a whole job keeps
 * one budget, where nested timeouts would add up.
 */
public final class Deadline {
    /** Nothing here takes longer; more is a mistake in the caller's units. It also keeps nanoseconds far from overflow. */
    static final Duration LONGEST = Duration.ofDays(365);

    private final LongSupplier nanoClock;
    private final long endNanos;

    private Deadline(LongSupplier nanoClock, long endNanos) {
        this.nanoClock = nanoClock;
        this.endNanos = endNanos;
    }

    /**
     * The moment {@code budget} from now.
     *
     * @throws IllegalArgumentException if the budget is negative or longer than a year
     */
    public static Deadline in(Duration budget) {
        return in(budget, System::nanoTime);
    }

    static Deadline in(Duration budget, LongSupplier nanoClock) {
        if (budget.isNegative() || budget.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("budget: " + budget);
        }
        return new Deadline(nanoClock, nanoClock.getAsLong() + budget.toNanos());
    }

    /** What is left; zero once the deadline has passed, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - nanoClock.getAsLong()));
    }

    public boolean expired() {
        return endNanos - nanoClock.getAsLong() <= 0;
    }

    /** The earlier of this deadline and {@code atMost} from now: a step of a job gets its own limit and never more than the job has. */
    public Deadline sooner(Duration atMost) {
        Deadline other = in(atMost, nanoClock);
        return other.endNanos - endNanos < 0 ? other : this;
    }

    @Override
    public String toString() {
        return remaining().toMillis() + " ms left";
    }
}
