package org.ksmlab.console;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ksmlab.model.FindingKind;

/**
 * Chooses, from the stacks of a report, the function that the report is named after. It should be the same for every report of
 * one bug, and so depends on the kind:
 *
 * <ul>
 *   <li>What crashed is named after the innermost function that is no mere helper.
 *   <li>What ran for too long was caught anywhere inside the work that did not end; the innermost function is chance. It is named
 *       after the outermost function of that work: the one that the kernel's dispatchers (system call, work item, timer, packet)
 *       called. A CPU that waits for other CPUs is named after that, since it is their victim.
 *   <li>What sleeps for too long is named after the innermost function that is not itself a way to wait; two locks that everybody
 *       waits for once one is stuck, rtnl_lock and RCU's grace period, are named themselves.
 * </ul>
 */
final class Blame {
    /** What prints, checks, copies, allocates or locks on behalf of others. */
    private static final Pattern HELPER = Pattern.compile(
            String.join(
                    "|",
                    // printing a report
                    "_*(?:dump_stack|show_stack|show_regs|show_trace|dump_backtrace|unwind_backtrace|walk_stackframe|stack_dump).*+",
                    "_*(?:dump_backtrace|c_backtrace|print_address_description|print_report|kasan|kmsan|kcsan|kfence|asan|msan|tsan|ubsan|hwasan).*+",
                    "_*(?:check_memory_region|sanitizer_cov|write_comp_data|check_access|end_report|panic|vpanic|warn|report_bug|die|oops|handle_bug).*+",
                    "_*(?:warn_slowpath|warn_printk|fixup_bug|bug_handler|exc_|asm_exc_|do_error_trap|do_trap|do_invalid_op|invalid_op|do_general_protection|general_protection|page_fault|do_page_fault|async_page_fault|error_entry|no_context|bad_area|do_mem_abort|do_translation_fault|do_bad_area|do_kern|die_kernel|el1|el1h|el0).*+",
                    "_*(?:debug_print_object|debug_object|debug_check_no_obj|refcount_|kobject_(?:put|get|add|init)|kref_|list_(?:add|del)|check_noncircular|print_(?:circular|usage|deadlock|irq|bad|lock|unlock|unbalance|freed|kernel).*|report_).*+",
                    // sampling what runs
                    "_*(?:sched_show_task|dump_cpu_task|rcu_dump_cpu_stacks|nmi_|arch_trigger_|trigger_|check_panic|watchdog|lockup_detector).*+",
                    // copying, allocating, freeing
                    "_*(?:mem(?:cpy|set|move|cmp|chr|scan|dup)|str(?:len|cpy|ncpy|lcpy|cmp|ncmp|cat|scpy|nlen)|copy_(?:to|from)_user|copy_user|copyout|copyin|rep_movs).*+",
                    "_*(?:k[mzcv]*alloc|kmem_cache|kfree|kvfree|kvmalloc|vmalloc|vzalloc|vfree|slab|alloc_pages|get_free_pages|free_pages|put_page|free_page|kstrdup|kmemdup|krealloc|cache_(?:alloc|free|grow)|quarantine_|qlist_free).*+",
                    // locking and the like
                    ".*(?:spin|mutex|rw_?sem|rwlock|read|write|down|rt_mutex)_(?:un)?lock.*+",
                    "_*(?:raw_|do_raw_|native_queued_|pv_queued_|queued_)?(?:spin_|read_|write_|rwlock).*+",
                    "_*(?:lock_acquire|lock_release|lock_is_held|lockdep|validate_chain|mark_lock|check_prev|down_(?:read|write)|up_(?:read|write)|mutex_|might_sleep|might_fault|rcu_read_|rcu_lockdep|local_bh_|debug_smp|check_preemption|this_cpu_preempt|preempt_).*+",
                    "_*(?:atomic|arch_atomic|test_bit|set_bit|clear_bit|instrument_|read_once|write_once|bit_spin).*+",
                    "(?:un)?save_stack.*+|stack_trace_.*+|arch_stack_walk.*+|unwind_.*+|_*kernel_text_address|is_bpf_text_address"));

    /** Gets a sleeping task off the CPU; what is above it in a stack is noise. */
    private static final Pattern SCHEDULER = Pattern.compile(
            "__switch_to|context_switch|_*schedule|schedule_.*+|io_schedule.*+|preempt_schedule.*+|__cond_resched");

    /** What is made for waiting. */
    private static final Pattern WAITING = Pattern.compile(
            ".*(?:wait|sched|_lock|slowlock|_down|rwsem|completion|synchronize_).*+"
                    + "|down|down_.*+|(?:__)?flush_work.*+|(?:__)?flush_workqueue|_*cancel_(?:delayed_)?work.*+|rcu_barrier.*+"
                    + "|do_read_cache_(?:folio|page)|__switch_to|percpu_down.*+|kthread_stop|kthread_park|__refrigerator");

    /** Waiting for these is a bug of whoever keeps everybody waiting, so they are named and not who waits. */
    private static final Pattern BOTTLENECK =
            Pattern.compile("(?<lock>rtnl_lock)(?:_\\w++)?|(?<grace>synchronize_(?:rcu|srcu|net|sched)(?:_\\w++)?)");

    /** Takes an interrupt, or runs what an interrupt has left behind. */
    private static final Pattern INTERRUPT_ENTRY =
            Pattern.compile(".*(?:apic_timer_interrupt|sysvec_|asm_call_|call_on_irq_stack).*+"
                    + "|common_interrupt|asm_common_interrupt|ret_from_intr|nmi|asm_exc_nmi|end_repeat_nmi|interrupt_entry"
                    + "|el1_irq|el1_interrupt|el1h_64_irq.*+|do_interrupt_handler|__irq_svc|gic_handle_irq|timer_interrupt"
                    + "|decrementer_common.*+|ext_int_handler|handle_int|handle_exception|do_irq");

    /** Was put there by whoever took the sample: what it interrupted is below it. */
    private static final Pattern SAMPLER = Pattern.compile(
            "dump_stack|dump_stack_lvl|show_stack|sched_show_task|_sched_show_task"
                    + "|nmi_cpu_backtrace|rcu_dump_cpu_stacks|rcu_check_callbacks|rcu_sched_clock_irq|watchdog_timer_fn|dump_backtrace");

    /** The threads of the samplers themselves. */
    private static final Pattern SAMPLER_THREAD =
            Pattern.compile("rcu_gp_kthread|rcu_gp_fqs_loop|rcu_tasks_kthread|watchdog");

    /** Waits for another CPU to answer an interrupt. */
    private static final String CROSS_CALL = "smp_call_function";

    /** Hands work to whom it is for. */
    private static final Pattern DISPATCHER = Pattern.compile(String.join(
            "|",
            // system calls
            "do_syscall_.*+|do_fast_syscall_.*+|do_int80_.*+|(?:x64|ia32)_sys_call|entry_.*+|sysenter_.*+|system_call.*+|tracesys.*+",
            "el0_svc.*+|invoke_syscall|do_el0_svc|ret_fast_syscall|__sys_trace_.*+|do_trap_ecall_u|do_syscall|int_ret_from_sys_call",
            "syscall_.*+|handle_sys|__do_syscall",
            // the layers between a system call and a driver or file system
            "_*vfs_(?:read|write|readv|writev|ioctl|fsync_range|iter_write|iter_read)|new_sync_(?:read|write)|do_iter_.*+|call_(?:read|write)_iter",
            "do_vfs_ioctl|ksys_ioctl|_*(?:x64_|ia32_|arm64_|s390x?_)?(?:compat_)?[sS]y[sS]_ioctl|SYSC_ioctl|.*compat_ioctl|_*blkdev_(?:driver_)?ioctl",
            "_*sock_(?:sendmsg|recvmsg)(?:_nosec)?|sock_write_iter|sock_read_iter|(?:rtnetlink|nfnetlink)_rcv_msg",
            // threads, work items, what is done on the way out of the kernel
            "process_one_work|process_scheduled_works|worker_thread|kthread|ret_from_fork.*+|smpboot_thread_fn|task_work_run",
            "exit_to_user.*+|_*fput(?:_sync)?|kernel_thread_helper|kernel_init|start_kernel",
            // soft interrupts, timers, packets
            "_*do_softirq.*+|handle_softirqs|run_ksoftirqd|tasklet_(?:hi_)?action.*+|call_timer_fn|expire_timers|_*run_timer.*+",
            "_*hrtimer_run.*+|_*run_hrtimer|_*netif_receive_skb.*+|_*napi_poll|net_rx_action|process_backlog",
            // idling
            "start_secondary|cpu_startup_entry|do_idle|cpu_idle.*+|rest_init|default_idle.*+"));

    private Blame() {}

    /** A function to blame, and the stack it was found in. */
    record Choice(StackLine line, List<StackLine> stack) {}

    /**
     * The function to blame, or null if no stack has one worth naming.
     *
     * @param stacks the stacks of a report, in its order, each innermost function first
     */
    static @Nullable Choice choose(FindingKind kind, List<List<StackLine>> stacks) {
        return switch (kind) {
            case SOFT_LOCKUP, HARD_LOCKUP, RCU_STALL, CSD_STALL -> first(stacks, Blame::whatRan);
            case HUNG_TASK -> first(stacks, Blame::whatSlept);
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
                    OTHER -> first(stacks, Blame::innermost);
        };
    }

    /** Whether a report should rather not be named after the function. */
    static boolean isHelper(String function) {
        return HELPER.matcher(function).matches();
    }

    private interface Rule {
        @Nullable
        StackLine in(List<StackLine> stack);
    }

    private static @Nullable Choice first(List<List<StackLine>> stacks, Rule rule) {
        for (List<StackLine> stack : stacks) {
            StackLine line = rule.in(stack);
            if (line != null) {
                return new Choice(line, stack);
            }
        }
        return null;
    }

    private static @Nullable StackLine whatRan(List<StackLine> stack) {
        List<StackLine> work = interrupted(stack);
        for (int i = 0; i < work.size(); i++) {
            StackLine line = work.get(i);
            if (line.function().startsWith(CROSS_CALL)) {
                return new StackLine(CROSS_CALL, line.module(), line.programCounter(), line.reliable());
            }
            if (is(DISPATCHER, line)) {
                return i == 0 ? line : work.get(i - 1);
            }
        }
        // Cut short, or a fault taken in user space.
        return innermost(work);
    }

    private static @Nullable StackLine innermost(List<StackLine> stack) {
        for (StackLine line : stack) {
            if (!is(HELPER, line) && !is(SCHEDULER, line) && !is(DISPATCHER, line) && !is(INTERRUPT_ENTRY, line)) {
                return line;
            }
        }
        return null;
    }

    private static @Nullable StackLine whatSlept(List<StackLine> stack) {
        if (has(SAMPLER_THREAD, stack)) {
            return null;
        }
        for (StackLine line : stack) {
            var bottleneck = BOTTLENECK.matcher(line.function());
            if (bottleneck.matches()) {
                String name = bottleneck.group("lock") == null ? "synchronize_rcu" : "rtnl_lock";
                return new StackLine(name, line.module(), line.programCounter(), line.reliable());
            }
        }
        for (int i = afterScheduler(stack); i < stack.size(); i++) {
            StackLine line = stack.get(i);
            if (!is(WAITING, line) && !is(DISPATCHER, line)) {
                return line;
            }
        }
        return null;
    }

    private static int afterScheduler(List<StackLine> stack) {
        int i = 0;
        while (i < stack.size() && !is(SCHEDULER, stack.get(i))) {
            i++;
        }
        return i == stack.size() ? 0 : i;
    }

    /** The stack below the interrupt that took the sample; nothing if the stack is the sampler's own. */
    private static List<StackLine> interrupted(List<StackLine> stack) {
        if (has(SAMPLER_THREAD, stack) && !has(SAMPLER, stack)) {
            return List.of();
        }
        int i = 0;
        while (i < stack.size() && !is(SAMPLER, stack.get(i))) {
            i++;
        }
        if (i == stack.size()) {
            return stack;
        }
        while (i < stack.size() && !is(INTERRUPT_ENTRY, stack.get(i))) {
            i++;
        }
        while (i < stack.size() && is(INTERRUPT_ENTRY, stack.get(i))) {
            i++;
        }
        return stack.subList(i, stack.size());
    }

    private static boolean has(Pattern pattern, List<StackLine> stack) {
        return stack.stream().anyMatch(line -> is(pattern, line));
    }

    private static boolean is(Pattern pattern, StackLine line) {
        return pattern.matcher(line.function()).matches();
    }
}
