package org.ksmlab.watch;

import java.util.List;

/**
 * A task that was seen in uninterruptible sleep.
 *
 * @param nowNs when, on the host's CLOCK_MONOTONIC, in nanoseconds; the same for all that one look found
 * @param pid its process
 * @param comm its name: hostile text without control characters
 * @param frames where, innermost function first
 */
public record TaskWait(long nowNs, long pid, long tid, String comm, List<String> frames, WaitKind kind) {
    private static final String KSMD = "ksmd";
    private static final String KHUGEPAGED = "khugepaged";

    public TaskWait {
        frames = List.copyOf(frames);
    }

    public boolean isKsmd() {
        return comm.equals(KSMD);
    }

    public boolean isKhugepaged() {
        return comm.equals(KHUGEPAGED);
    }

    /** Whether it waits for the mmap_lock of its own process, as all do but the kernel's threads, which have none. */
    boolean isOwnMmapLock() {
        return (kind == WaitKind.MMAP_LOCK_READ || kind == WaitKind.MMAP_LOCK_WRITE) && !isKsmd() && !isKhugepaged();
    }
}
