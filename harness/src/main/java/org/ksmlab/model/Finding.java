package org.ksmlab.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A report that a kernel printed to its console. All text is as the console had it, without control characters; it comes
 * from the machine under test and is to be trusted accordingly.
 *
 * @param title one line, the same for the same bug: no addresses, CPUs, tasks or times
 * @param function the function to blame, without compiler suffixes; null if the report names none
 * @param task the task concerned, as {@code comm:pid}; null if the report does not say
 * @param cpu the CPU concerned; null if the report does not say
 * @param duration how long the hang had lasted by then, as the kernel says; null for what is not a hang
 * @param frames the functions of the blamed stack, innermost first; those the unwinder was not sure of are left out
 * @param module the module that {@code function} belongs to; null if none or unknown
 * @param taint the kernel's taint flags, such as {@code GL}; null if not tainted or unknown
 * @param line the number of the report's first line in its console, from 1
 * @param kernelTime seconds since boot that the first line carries; null if it carries none
 * @param report the report's first lines, without prefixes
 */
public record Finding(
        FindingKind kind,
        String title,
        @Nullable String function,
        @Nullable String task,
        @Nullable Integer cpu,
        @Nullable Duration duration,
        List<String> frames,
        @Nullable String module,
        @Nullable String taint,
        long line,
        @Nullable Double kernelTime,
        List<String> report) {
    public Finding {
        Objects.requireNonNull(kind, "kind");
        if (title.isBlank()) {
            throw new IllegalArgumentException("title: blank");
        }
        if (cpu != null && cpu < 0) {
            throw new IllegalArgumentException("cpu: " + cpu);
        }
        if (duration != null && duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration);
        }
        if (line < 1) {
            throw new IllegalArgumentException("line: " + line);
        }
        frames = List.copyOf(frames);
        report = List.copyOf(report);
    }
}
