package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.Test;

public class ClockOffsetTest {
    private static final Instant ASKED = Instant.parse("2026-03-04T05:06:07Z");

    private static CommandResult answer(String stdout) {
        return new CommandResult(Command.of("sed"), 0, stdout, "", Duration.ZERO);
    }

    @Test
    public void theClocksWereReadWithinTheRoundTrip() {
        long ahead = 100_000_000_000L;
        long offset = ASKED.getEpochSecond() * 1_000_000_000 - 40_000_000_000L + ahead;
        ClockOffset clocks = ClockOffset.from(
                ASKED,
                Duration.ofMillis(20),
                answer("now at 40000000000 nsecs\n  .offset:     " + offset + " nsecs\n"));
        assertThat(clocks.error()).isEqualTo(Duration.ofMillis(10));
        assertThat(clocks.monotonicZero()).isEqualTo(ASKED.minusSeconds(40).plusMillis(10));
        assertThat(clocks.realtimeAhead()).isEqualTo(Duration.ofSeconds(100).minusMillis(10));
    }

    @Test
    public void aListWithoutClocksIsAFailure() {
        assertThatThrownBy(() -> ClockOffset.from(ASKED, Duration.ZERO, answer("Timer List Version: v0.10\n")))
                .isInstanceOf(CommandFailedException.class);
    }

    @Test
    public void ourOwnClocksAreNoFurtherOffThanTheErrorSays() {
        if (!Files.isReadable(Path.of("/proc/timer_list"))) {
            throw new SkipException("only root may read /proc/timer_list");
        }
        ClockOffset clocks = ClockOffset.measure(new LocalShell(), 5, Deadline.in(Duration.ofSeconds(30)));
        assertThat(clocks.error()).isLessThan(Duration.ofSeconds(1));
        assertThat(clocks.realtimeAhead().abs())
                .isLessThanOrEqualTo(clocks.error().plusMillis(1));
        // System.nanoTime() is CLOCK_MONOTONIC on Linux.
        Instant now = Instant.now();
        Instant nowByTheirs = clocks.monotonicZero().plusNanos(System.nanoTime());
        assertThat(Duration.between(now, nowByTheirs).abs())
                .isLessThanOrEqualTo(clocks.error().plusMillis(100));
    }
}
