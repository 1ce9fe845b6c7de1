package org.ksmlab.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a console said at one moment, or that some of it was lost.
 *
 * @param source the console's name: the machine's and, after a blank, the channel's, e.g. {@code guest-1 serial}
 * @param received when it reached us, by our own clock
 * @param kernelTime the kernel's own time of it, since its boot; see {@link ClockOffset}
 * @param sequence the kernel's number of the record
 * @param level the kernel's log level, 0 (emergency) to 7 (debug)
 * @param text without control characters but line ends; hostile all the same
 * @param lost how many records are missing here; 0 unless this stands for a gap
 */
public record ConsoleRecord(
        String source,
        Instant received,
        Optional<Duration> kernelTime,
        OptionalLong sequence,
        OptionalInt level,
        String text,
        long lost) {

    public ConsoleRecord {
        if (source.isBlank()) {
            throw new IllegalArgumentException("source: '" + source + "'");
        }
        if (lost < 0) {
            throw new IllegalArgumentException("lost: " + lost);
        }
        level.ifPresent(value -> {
            if (value < 0 || value > 7) {
                throw new IllegalArgumentException("level: " + value);
            }
        });
    }

    /** Whose console it is: the same for all channels of one machine. */
    public String machine() {
        int blank = source.lastIndexOf(' ');
        return blank < 0 ? source : source.substring(0, blank);
    }

    /** That records are missing before the next one of this source. */
    static ConsoleRecord gap(String source, Instant received, long lost) {
        return new ConsoleRecord(
                source,
                received,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                lost + " records lost",
                lost);
    }
}
