package org.ksmlab.experiment;

import java.util.Set;
import java.util.TreeSet;
import org.ksmlab.model.KeyValues;

/** What the program {@code stacks} printed. */
final class WaitLog {
    /**
     * Where a task waits to write to its process's mmap_lock, innermost frame; the functions of the lock itself are left out of stacks
     * (they are in .sched.text).
     */
    private static final Set<String> MMAP_LOCK_WRITERS = Set.of(
            "vm_mmap_pgoff", "__vm_munmap", "do_mprotect_pkey", "__do_sys_brk", "__x64_sys_brk", "__do_sys_mremap");

    private WaitLog() {}

    /** The processes of which a task was seen to wait for their mmap_lock for writing. Kernels name the functions, so far 6.1's. */
    static Set<Long> mmapLockWriters(String output) {
        Set<Long> processes = new TreeSet<>();
        output.lines()
                .map(KeyValues::parse)
                .filter(line -> line.word().equals("wait") && line.has("pid") && line.has("stack"))
                .filter(line -> MMAP_LOCK_WRITERS.contains(
                        line.values().getOrDefault("stack", "").split(";", 2)[0]))
                .forEach(line -> processes.add(line.number("pid")));
        return processes;
    }
}
