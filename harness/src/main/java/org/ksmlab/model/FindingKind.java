package org.ksmlab.model;

/** What sort of report a kernel printed. */
public enum FindingKind {
    /** A CPU ran kernel code for longer than the watchdog's threshold without scheduling (kernel/watchdog.c). */
    SOFT_LOCKUP,
    /** A CPU took no timer interrupt for longer than the watchdog's threshold (kernel/watchdog.c). */
    HARD_LOCKUP,
    /** A CPU or task held up an RCU grace period (kernel/rcu/tree_stall.h). */
    RCU_STALL,
    /** A task stayed in uninterruptible sleep, or refused to die, for too long (kernel/hung_task.c). */
    HUNG_TASK,
    /** A CPU did not answer another's cross-CPU function call in time (kernel/smp.c). */
    CSD_STALL,
    /** Lock debugging found a wrong use of a lock or of RCU (kernel/locking). */
    LOCKDEP,
    /** Code that must not sleep or be preempted did, or might have. */
    ATOMIC_SLEEP,
    /** KASAN, KFENCE, KMSAN, SLUB, bad page state, list corruption, usercopy. */
    MEMORY_SAFETY,
    /** KCSAN saw two accesses race. */
    DATA_RACE,
    /** UBSAN saw undefined behaviour. */
    UBSAN,
    /** kmemleak found memory that nothing refers to. */
    LEAK,
    /** The kernel took a fault it cannot handle: paging, protection, divide, double fault, stack guard, invalid opcode. */
    OOPS,
    /** A {@code BUG()} was hit: {@code kernel BUG at}. */
    BUG,
    /** A {@code WARN()} was hit. */
    WARNING,
    /** The kernel stopped for good. */
    PANIC,
    /** The OOM killer was called. */
    OOM,
    /** The kernel booted again without having said that it goes down. */
    REBOOT,
    /** A report of no other kind. */
    OTHER;

    /** Whether something stood still, rather than went wrong. */
    public boolean isHang() {
        return switch (this) {
            case SOFT_LOCKUP, HARD_LOCKUP, RCU_STALL, HUNG_TASK, CSD_STALL -> true;
            case LOCKDEP,
                    ATOMIC_SLEEP,
                    MEMORY_SAFETY,
                    DATA_RACE,
                    UBSAN,
                    LEAK,
                    OOPS,
                    BUG,
                    WARNING,
                    PANIC,
                    OOM,
                    REBOOT,
                    OTHER -> false;
        };
    }
}
