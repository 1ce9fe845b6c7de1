package org.ksmlab.watch;

import java.util.List;

/**
 * A time in which each look at a task found it in uninterruptible sleep at the same place.
 *
 * @param pid its process
 * @param comm its name: hostile text without control characters
 * @param startNs the first of these looks, on the host's CLOCK_MONOTONIC, in nanoseconds
 * @param endNs the first look that found something else, or a second after the last of these if nobody looked by then
 * @param frames where, innermost function first
 */
public record Wait(long pid, long tid, String comm, long startNs, long endNs, List<String> frames, WaitKind kind) {
    public Wait {
        frames = List.copyOf(frames);
    }

    public double seconds() {
        return (endNs - startNs) / 1e9;
    }

    Wait until(long laterNs) {
        return new Wait(pid, tid, comm, startNs, laterNs, frames, kind);
    }
}
