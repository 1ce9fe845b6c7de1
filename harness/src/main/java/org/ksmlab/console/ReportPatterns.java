package org.ksmlab.console;

import static org.ksmlab.console.ReportPattern.row;
import static org.ksmlab.model.FindingKind.ATOMIC_SLEEP;
import static org.ksmlab.model.FindingKind.BUG;
import static org.ksmlab.model.FindingKind.CSD_STALL;
import static org.ksmlab.model.FindingKind.DATA_RACE;
import static org.ksmlab.model.FindingKind.HARD_LOCKUP;
import static org.ksmlab.model.FindingKind.HUNG_TASK;
import static org.ksmlab.model.FindingKind.LEAK;
import static org.ksmlab.model.FindingKind.LOCKDEP;
import static org.ksmlab.model.FindingKind.MEMORY_SAFETY;
import static org.ksmlab.model.FindingKind.OOM;
import static org.ksmlab.model.FindingKind.OOPS;
import static org.ksmlab.model.FindingKind.OTHER;
import static org.ksmlab.model.FindingKind.PANIC;
import static org.ksmlab.model.FindingKind.RCU_STALL;
import static org.ksmlab.model.FindingKind.SOFT_LOCKUP;
import static org.ksmlab.model.FindingKind.UBSAN;
import static org.ksmlab.model.FindingKind.WARNING;

import java.util.List;

/**
 * The table of what kernels print first when something has gone wrong. To teach the classifier another report, add a row here and
 * a log that has it to {@code src/test/resources/console}.
 *
 * <p>A row is a kind, a literal that the line contains, an expression that decides and names details, and a title. Where several
 * rows match, the first wins. Expressions must take time linear in the line: quantifiers are possessive or bounded by what
 * follows, and there is at most one lazy one. They are tried on the message alone, without the prefixes that
 * {@link ConsoleLine} knows. What may also be said by others than the kernel, or in the middle of a line, is anchored.
 */
final class ReportPatterns {
    private static final String FUNCTION = "(?<function>[\\w.$]++)";
    private static final String TASK = "(?<task>.{1,32}?):(?<pid>\\d{1,10}+)";

    /** In the order of {@code FindingKind}, except where one row must come before a more general one. */
    static final List<ReportPattern> ALL = List.of(
            // kernel/watchdog.c
            row(
                    SOFT_LOCKUP,
                    "BUG: soft lockup",
                    "BUG: soft lockup(?: - CPU#(?<cpu>\\d{1,5}+) stuck for (?<seconds>\\d{1,9}+)s!(?: \\[" + TASK
                            + "\\])?)?",
                    "soft lockup"),
            row(HARD_LOCKUP, "hard LOCKUP", "Watchdog detected hard LOCKUP on cpu (?<cpu>\\d{1,5}+)", "hard lockup"),
            // arch/powerpc/kernel/watchdog.c
            row(
                    HARD_LOCKUP,
                    "ard LOCKUP",
                    "CPU (?<cpu>\\d{1,5}+) (?:self-detected hard LOCKUP|Hard LOCKUP|detected hard LOCKUP on other CPUs)",
                    "hard lockup"),
            // kernel/rcu/tree_stall.h, update.c, tasks.h
            row(
                    RCU_STALL,
                    "detected ",
                    "INFO: (?:rcu|srcu)\\w*+ (?:self-)?detected (?:expedited )?stalls? on(?: CPU (?<cpu>\\d{1,5}+))?",
                    "RCU stall"),
            row(RCU_STALL, "kthread starved for ", "rcu\\w*+ kthread starved for \\d++ jiffies", "RCU stall")
                    .ifBeginningIsMissing(),
            // kernel/hung_task.c
            row(
                    HUNG_TASK,
                    "for more than ",
                    "INFO: task " + TASK
                            + " (?:is )?(?:blocked(?: in I/O wait)?|can't die) for more than (?<seconds>\\d{1,9}+) seconds",
                    "hung task"),
            // kernel/smp.c
            row(
                    CSD_STALL,
                    "non-responsive CSD lock",
                    "Detected non-responsive CSD lock \\(#\\d++\\) on CPU#\\d++, waiting \\S{1,24}+ ns for CPU#(?<cpu>\\d{1,5}+)",
                    "CSD lock stall"),
            // kernel/locking/lockdep.c; before 4.13 in brackets, and INFO or BUG instead of WARNING
            row(
                    LOCKDEP,
                    "possible ",
                    "(?:WARNING|INFO): possible (?<what>circular locking dependency|recursive locking|irq lock inversion dependency) detected",
                    "{what}"),
            row(
                    LOCKDEP,
                    "lock order detected",
                    "(?:WARNING|INFO): (?<what>\\S{1,30}+ -> \\S{1,30}+ lock order) detected",
                    "{what}"),
            row(
                    LOCKDEP,
                    "nconsistent lock state",
                    "(?:WARNING|INFO): inconsistent lock state",
                    "inconsistent lock state"),
            row(
                    LOCKDEP,
                    "detected!",
                    "(?:WARNING|BUG): (?<what>bad unlock balance|bad contention) detected!",
                    "{what}"),
            row(
                    LOCKDEP,
                    "held",
                    "(?:WARNING|BUG): (?:\\S{1,32}+ )?(?<what>held lock freed|lock held when returning to user space|lock held at task exit time|still has locks held|(?:\\S++ )?still holding)",
                    "{what}"),
            row(LOCKDEP, "still has locks held!", "still has locks held!", "still has locks held"),
            row(LOCKDEP, "nvalid wait context", "(?:WARNING|BUG): [Ii]nvalid wait context", "invalid wait context"),
            row(LOCKDEP, "Nested lock was not taken", "Nested lock was not taken", "nested lock was not taken"),
            row(LOCKDEP, "suspicious RCU usage", "(?:WARNING|INFO): suspicious RCU usage", "suspicious RCU usage"),
            row(
                    LOCKDEP,
                    "suspicious rcu_dereference_check",
                    "suspicious rcu_dereference_check",
                    "suspicious RCU usage"),
            row(
                    LOCKDEP,
                    "trying to register non-static key",
                    "trying to register non-static key",
                    "non-static lock key"),
            row(LOCKDEP, " too low!", "BUG: (?<what>MAX_\\w++) too low!", "{what} too low"),
            // kernel/locking/spinlock_debug.c
            row(
                    LOCKDEP,
                    "BUG: ",
                    "BUG: (?<what>(?:spinlock|rwlock|rtmutex) [a-z ]{1,40}?) on (?:UP |CPU#(?<cpu>\\d{1,5}+), "
                            + TASK.replace(":", "/") + ")",
                    "{what}"),
            row(
                    LOCKDEP,
                    "BUG: ",
                    "BUG: (?<what>(?:spin|rw|write-)lock lockup(?: suspected)?) on CPU#(?<cpu>\\d{1,5}+)",
                    "{what}"),
            // kernel/sched/core.c, lib/smp_processor_id.c, kernel/workqueue.c
            row(ATOMIC_SLEEP, "scheduling while atomic", "BUG: scheduling while atomic", "scheduling while atomic"),
            row(
                    ATOMIC_SLEEP,
                    "called from invalid context",
                    "BUG: sleeping function called from invalid context",
                    "sleeping function called from invalid context"),
            row(
                    ATOMIC_SLEEP,
                    "BUG: using ",
                    "BUG: using (?<what>\\w++)\\(?\\)?\\s?\\S*+ ?in preemptible",
                    "{what} in preemptible code"),
            row(
                    ATOMIC_SLEEP,
                    "BUG: assuming ",
                    "BUG: assuming (?<what>atomic|non migratable) context",
                    "not in {what} context"),
            row(
                    ATOMIC_SLEEP,
                    "BUG: workqueue leaked",
                    "BUG: workqueue leaked (?:lock or )?atomic",
                    "work item leaked a lock or atomic context"),
            // mm/kasan, mm/kfence, mm/kmsan
            row(
                    MEMORY_SAFETY,
                    "BUG: KASAN: ",
                    "BUG: KASAN: (?<what>[\\w-]++)(?: in " + FUNCTION + ")?",
                    "KASAN: {what}"),
            row(
                    MEMORY_SAFETY,
                    "BUG: KASan: ",
                    "BUG: KASan: (?<what>[a-z -]{1,40}?) (?:in|on) (?:" + FUNCTION + ")?",
                    "KASAN: {what}"),
            row(
                    MEMORY_SAFETY,
                    "BUG: KFENCE: ",
                    "BUG: KFENCE: (?<what>[a-z -]{1,40}?) in " + FUNCTION,
                    "KFENCE: {what}"),
            row(
                    MEMORY_SAFETY,
                    "BUG: KMSAN: ",
                    "BUG: KMSAN: (?<what>[\\w-]++)(?: in " + FUNCTION + ")?",
                    "KMSAN: {what}"),
            // mm/page_alloc.c, mm/memory.c, kernel/fork.c, mm/slub.c, lib/list_debug.c, mm/usercopy.c
            row(
                    MEMORY_SAFETY,
                    "BUG: Bad ",
                    "BUG: Bad (?<what>page state|page map|page cache|rss-counter state)",
                    "bad {what}"),
            row(
                    MEMORY_SAFETY,
                    "BUG ",
                    "^BUG (?<what>[\\w:-]{1,64}+)(?: \\((?:Not tainted|Tainted: )[^)]*+\\))?: [A-Z]",
                    "slab {what} corrupted"),
            row(MEMORY_SAFETY, "slab error in ", "slab error in " + FUNCTION, "slab error"),
            row(
                    MEMORY_SAFETY,
                    "list_",
                    "^list_(?:add|del) (?:corruption|double add)|^list_(?:add|del) corruption",
                    "list corruption"),
            row(
                    MEMORY_SAFETY,
                    "usercopy: ",
                    "usercopy: [Kk]ernel memory (?<what>exposure|overwrite) attempt detected",
                    "usercopy: memory {what} attempt"),
            // kernel/kcsan/report.c, lib/ubsan.c, mm/kmemleak.c
            row(
                    DATA_RACE,
                    "BUG: KCSAN: ",
                    "BUG: KCSAN: (?<what>data-race|assert: race)(?: in " + FUNCTION + ")?",
                    "KCSAN: {what}"),
            row(UBSAN, "UBSAN: ", "^UBSAN: (?<what>[\\w -]{1,60}?) in ", "UBSAN: {what}"),
            row(LEAK, "BUG: memory leak", "BUG: memory leak", "memory leak"),
            row(LEAK, "kmemleak: ", "kmemleak: \\d++ new suspected memory leaks", "memory leak"),
            // arch/*/mm/fault.c, arch/*/kernel/traps.c, arch/*/kernel/dumpstack.c
            row(
                    OOPS,
                    "nable to handle ",
                    "[Uu]nable to handle (?:kernel )?(?<what>NULL pointer dereference|paging request|page fault|pointer dereference|data access|instruction fetch|execution of user memory|access to user memory)",
                    "unable to handle {what}"),
            row(
                    OOPS,
                    "ernel NULL pointer dereference",
                    "BUG: [Kk]ernel NULL pointer dereference",
                    "unable to handle NULL pointer dereference"),
            row(
                    OOPS,
                    "stack guard page was hit",
                    "BUG: (?:\\w++ )?stack guard page was hit",
                    "stack guard page was hit"),
            row(OOPS, "double fault", "^(?:traps: )?(?:PANIC: )?double fault(?::|,|$)", "double fault")
                    .after(OOPS),
            row(
                            OOPS,
                            "]",
                            "^(?:traps: )?(?<what>general protection fault|divide error|invalid opcode|stack segment|segment not present|invalid TSS|int3|debug|overflow|bounds|alignment check|machine check|coprocessor segment overrun|coprocessor error|simd exception|control protection fault)[:,][^\\[]{0,120}+\\[#\\d++\\]",
                            "{what}")
                    .after(OOPS, BUG, MEMORY_SAFETY, UBSAN, WARNING),
            row(OOPS, "general protection fault", "^general protection fault(?:[:,]|$)", "general protection fault")
                    .after(OOPS, BUG, MEMORY_SAFETY),
            row(OOPS, "Unhandled fault", "Unhandled fault: (?<what>[A-Za-z -]{0,60}+)", "unhandled fault: {what}"),
            row(OOPS, "Alignment trap", "Alignment trap: not handling instruction", "alignment trap"),
            row(OOPS, "Unhandled kernel unaligned access", "Unhandled kernel unaligned access", "unaligned access"),
            row(OOPS, "Kernel mode fault at addr", "Kernel mode fault at addr", "unable to handle page fault"),
            row(OOPS, "Internal error: ", "^Internal error: (?<what>[\\w -]{1,60}+)", "{what}")
                    .after(OOPS, BUG, MEMORY_SAFETY, UBSAN),
            row(OOPS, "Bad mode in ", "Bad mode in .{1,40}? (?:handler )?detected", "bad mode"),
            row(
                            OOPS,
                            "Oops",
                            "^(?:<\\d>)?Oops(?: - [\\w -]{1,40}+|: [\\w .,-]{1,80}+)?:? ?(?:[0-9a-f]{1,8} )?(?:ilc:\\d )?\\[#\\d++\\]",
                            "oops")
                    .after(OOPS, BUG, MEMORY_SAFETY, UBSAN, WARNING),
            // lib/bug.c, arch/*/kernel/traps.c
            row(BUG, "ernel BUG at ", "[Kk]ernel BUG at (?<what>\\S{1,160}+)", "kernel BUG")
                    .after(MEMORY_SAFETY, BUG),
            row(BUG, "Kernel bug detected", "^Kernel bug detected", "kernel BUG")
                    .after(BUG),
            row(BUG, "panicked at ", "^rust_kernel: panicked at ", "Rust panic"),
            // kernel/panic.c: CPU and task before the place, since 6.17 after it
            row(
                            WARNING,
                            "WARNING: ",
                            "WARNING: CPU: (?<cpu>\\d{1,5}+) PID: (?<pid>\\d{1,10}+) at (?:\\S++)(?: " + FUNCTION
                                    + "\\+0x)?",
                            "warning")
                    .after(MEMORY_SAFETY),
            row(
                            WARNING,
                            "WARNING: ",
                            "WARNING: (?:at )?[\\w./-]++:\\d++ (?:at )?" + FUNCTION + "(?:\\+0x|\\(\\))",
                            "warning")
                    .after(MEMORY_SAFETY),
            // arch/x86/kernel/unwind_frame.c
            row(
                    WARNING,
                    "WARNING: kernel stack ",
                    "WARNING: kernel stack (?<what>regs|frame pointer) ",
                    "unwinder: bad stack {what}"),
            // kernel/panic.c
            row(
                    PANIC,
                    "Kernel panic - not syncing",
                    "^Kernel panic - not syncing(?:: (?<what>[^\\[]{1,200}+))?",
                    "kernel panic: {what}"),
            row(
                            PANIC,
                            "end Kernel panic",
                            "^---\\[ end Kernel panic - not syncing(?:: (?<what>[^\\]]{1,200}+))?",
                            "kernel panic: {what}")
                    .ifBeginningIsMissing(),
            // mm/oom_kill.c
            row(OOM, "invoked oom-killer", "^(?<task>.{1,32}?) invoked oom-killer", "out of memory"),
            row(
                            OOM,
                            "ut of memory",
                            "(?:^|cgroup )[Oo]ut of memory: Kill(?:ed)? process (?<pid>\\d{1,10}+) \\((?<task>.{1,32}?)\\)",
                            "out of memory")
                    .after(OOM),
            // kernel/workqueue.c, kernel/irq/spurious.c, net/core/dev.c, fs/super.c
            row(OTHER, "workqueue lockup", "BUG: workqueue lockup", "workqueue lockup"),
            row(OTHER, "nobody cared", "^irq \\d++: nobody cared", "interrupt that nobody cared for"),
            row(
                    OTHER,
                    "to become free",
                    "unregister_netdevice: waiting for \\S++ to become free",
                    "network device never becomes free"),
            row(OTHER, "Busy inodes after unmount", "VFS: Busy inodes after unmount", "busy inodes after unmount"),
            // Whatever else the kernel calls a bug.
            row(OTHER, "BUG: ", "^BUG: (?<what>.{1,120})", "{what}"),
            row(OTHER, "---[ end trace", "^---\\[ end trace", "a report whose beginning is missing")
                    .ifBeginningIsMissing());

    private ReportPatterns() {}
}
