package org.ksmlab.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * How a host's clocks stand to ours.
 *
 * @param monotonicZero our time when the host's CLOCK_MONOTONIC was 0, which is about its boot. printk's own clock (local_clock())
 *     starts with it, but is not disciplined by NTP and may drift from it by some milliseconds an hour
 * @param realtimeAhead how far the host's CLOCK_REALTIME is ahead of ours; negative: behind
 * @param error both are right to within this, in either direction
 */
public record ClockOffset(Instant monotonicZero, Duration realtimeAhead, Duration error) {
    /**
     * /proc/timer_list has both clocks at one moment, to the nanosecond: the time, and the offset of the second of each CPU's timer bases,
     * which is CLOCK_REALTIME's (enum hrtimer_base_type). Only root may read it. date(1) of busybox knows only seconds.
     */
    private static final Command TIMER_LIST =
            Command.of("sed", "-n", "/^now at /p; /^ clock 1:/,/offset:/{/offset:/{p;q;};}", "/proc/timer_list");

    private static final Pattern CLOCKS =
            Pattern.compile("now at (\\d{1,18}) nsecs\\s+\\.offset:\\s+(\\d{1,19}) nsecs\\s*");

    /**
     * Asks the host's clocks several times, and believes the quickest answer.
     *
     * @param rounds at least 1; each takes a round trip and the start of a program
     * @throws CommandFailedException if the host does not tell, e.g. because we are not root there
     */
    public static ClockOffset measure(Shell host, int rounds, Deadline deadline) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds: " + rounds);
        }
        return IntStream.range(0, rounds)
                .mapToObj(round -> once(host, deadline))
                .min(Comparator.comparing(ClockOffset::error))
                .orElseThrow();
    }

    private static ClockOffset once(Shell host, Deadline deadline) {
        Instant asked = Instant.now();
        long askedNanos = System.nanoTime();
        CommandResult answer = host.run(TIMER_LIST, deadline).orThrow();
        return from(asked, Duration.ofNanos(System.nanoTime() - askedNanos), answer);
    }

    static ClockOffset from(Instant asked, Duration roundTrip, CommandResult answer) {
        Matcher clocks = CLOCKS.matcher(answer.stdout());
        if (!clocks.matches()) {
            throw new CommandFailedException(answer.command(), "no clocks in it");
        }
        Duration monotonic = Duration.ofNanos(Long.parseLong(clocks.group(1)));
        Instant realtime = Instant.EPOCH.plus(monotonic).plus(Duration.ofNanos(Long.parseLong(clocks.group(2))));
        Duration half = roundTrip.dividedBy(2);
        Instant read = asked.plus(half);
        return new ClockOffset(read.minus(monotonic), Duration.between(read, realtime), half);
    }
}
