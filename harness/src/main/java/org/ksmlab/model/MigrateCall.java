package org.ksmlab.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One migrate_pages(2), as the kernel traced it.
 *
 * @param caller the thread that called
 * @param comm the caller's name: hostile text
 * @param target the process whose pages were to be moved; 0 means the caller's own
 * @param startNs CLOCK_MONOTONIC at entry, in nanoseconds
 * @param endNs likewise at exit; empty while it runs
 * @param result pages that could not be moved, or a negative errno; empty while it runs
 */
public record MigrateCall(
        long caller, String comm, long target, long startNs, OptionalLong endNs, OptionalLong result) {
    /**
     * "   numad-605   [000] ...1.   400.563596: sys_migrate_pages(pid: 1a3, ..." and "... sys_migrate_pages -> 0x3e". Since 6.18 it is
     * "pid: 0x1a3" (print_syscall_enter() in kernel/trace/trace_syscalls.c).
     */
    private static final Pattern LINE =
            Pattern.compile("^ *(.{1,16})-([0-9]{1,9}) +\\[[0-9]+\\] +[^ ]+ +([0-9]{1,10})\\.([0-9]{6}): "
                    + "sys_migrate_pages(?:\\(pid: (?:0x)?([0-9a-f]{1,8}),.*| -> 0x([0-9a-f]{1,16}))$");

    /** What the kernel writes for a task that it has not yet seen being scheduled while it traced. */
    private static final String UNKNOWN = "<...>";

    /** Reads a trace of the syscall's two events with the clock "mono"; see "Output format" in Documentation/trace/ftrace.rst. */
    public static List<MigrateCall> parse(String trace) {
        Map<Long, MigrateCall> running = new HashMap<>();
        List<MigrateCall> calls = new ArrayList<>();
        for (String text : trace.lines().toList()) {
            Matcher line = LINE.matcher(text);
            if (!line.matches()) {
                continue;
            }
            long caller = Long.parseLong(line.group(2));
            long ns = Long.parseLong(line.group(3)) * 1_000_000_000 + Long.parseLong(line.group(4)) * 1_000;
            if (line.group(5) != null) {
                long target = Integer.parseUnsignedInt(line.group(5), 16);
                running.put(
                        caller,
                        new MigrateCall(
                                caller, line.group(1).strip(), target, ns, OptionalLong.empty(), OptionalLong.empty()));
                continue;
            }
            MigrateCall call = running.remove(caller);
            if (call != null) { // else it began before the trace did
                OptionalLong result = OptionalLong.of(Long.parseUnsignedLong(line.group(6), 16));
                String comm = call.comm.equals(UNKNOWN) ? line.group(1).strip() : call.comm;
                calls.add(new MigrateCall(call.caller, comm, call.target, call.startNs, OptionalLong.of(ns), result));
            }
        }
        calls.addAll(running.values());
        return List.copyOf(calls);
    }

    public boolean isOver() {
        return endNs.isPresent();
    }

    /**
     * From entry to exit.
     *
     * @throws java.util.NoSuchElementException while it runs
     */
    public double seconds() {
        return (endNs.orElseThrow() - startNs) / 1e9;
    }
}
