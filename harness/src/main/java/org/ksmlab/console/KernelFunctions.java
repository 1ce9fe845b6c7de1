package org.ksmlab.console;

import java.util.regex.Pattern;

/** What is known of kernel functions by their names: which of them say nothing of what went wrong, and why. */
final class KernelFunctions {
    /** What reports, checks, copies, allocates, locks or keeps lists on behalf of others. Without leading underscores. */
    private static final Pattern HELPER = Pattern.compile("_*+(?:"
            + String.join(
                    "|",
                    // who notices and reports: panic, warnings, traps, sanitizers, lockdep, hardened usercopy and
                    // fortify
                    "dump_(?:stack|backtrace|cpu_task|page).*+|show_(?:stack|regs|trace).*+|v?panic|die.*+|oops.*+|no_context",
                    "warn(?:_.*+)?|report_bug|handle_bug|fixup_bug|bug_handler|assertfail|assfail|brk_handler|call_break_hook",
                    "(?:asm_)?exc_.*+|do_error_trap|do_trap|(?:do_)?(?:invalid_op|general_protection|int3)|(?:do_|async_)?page_fault",
                    "error_(?:entry|return)|bad_area.*+|page_fault_oops|kernelmode_fixup_or_oops|do_(?:mem_abort|translation_fault)",
                    "do_(?:tag_check_fault|bad_area|kernel_fault|DataAbort|undefinstr|sea|debug_exception)|dabt_svc|und_svc.*+",
                    "el1_.*+|el1h_.*+|retint_.*+|ret_from_exception|irqentry_exit|x86_(?:indirect|return)_thunk.*+|invalid_address",
                    "(?:kasan|kmsan|kcsan|kfence|asan|msan|tsan|hwasan|ubsan|sanitizer_cov)_.*+|kcsan|check_memory_region.*+",
                    "print_(?:address_description|report|circular_bug|usage_bug|irq|bad|lock|unlock|freed|deadlock).*+",
                    "check_(?:access|noncircular|usage|irq_usage|prev_add|prevs_add|panic_on|region_inline|wait_context).*+",
                    "debug_(?:print_object|object_.*+|check_no_.*+|lockdep.*+|smp_processor_id|spin_.*+|mutex_.*+)|lookup_object.*+",
                    "(?:validate_chain|mark_(?:lock|held|usage)|register_lock|look_up_lock|valid_state|lockdep_|write_comp_data).*+",
                    "(?:schedule_bug|might_(?:sleep|resched|fault)|preempt_count_|this_cpu_preempt|check_preemption_).*+",
                    "stack_chk_fail|fortify_(?:panic|report)|usercopy_(?:abort|warn)|report_usercopy|check_(?:object|heap_object).*+",
                    "skb_(?:panic|over_panic|under_panic)|refcount_.*+|kobject_(?:put|get|add|del|init).*+|kref_.*+|ref_tracker_.*+",
                    "kmemleak_.*+|create_object|rust_helper_.*+|rust_begin_unwind|.*core9panicking.*+|bad_page|.*_list_.*valid.*+",
                    // copying and strings
                    "mem(?:cpy|set|move|cmp|chr|scan|dup).*+|str(?:n?len|[nl]?cpy|scpy|n?cmp|n?casecmp|[nl]?cat|n?str|r?chr).*+",
                    "_?copy_(?:to|from)_(?:user|iter).*+|copy_user.*+|copyout|copyin|rep_movs.*+|crc.*+|[gp]et_user.*+|string",
                    "raw_(?:read|write)[bwlq]|(?:read|write)[bwlq]|io_(?:serial_)?(?:in|out)",
                    // memory
                    "k[mz]alloc.*+|kcalloc.*+|kmem_cache_.*+|k[vz]?free.*+|kvm?alloc.*+|[kv][mz]alloc.*+|v(?:un)?map.*+|vfree.*+|vunmap",
                    "slab_.*+|alloc_(?:frozen_)?pages.*+|get_free_pages|free_(?:pages|large_kmalloc).*+|free_page|put_page|kstrn?dup.*+",
                    "kmemdup.*+|krealloc.*+|cache_(?:alloc|free|grow).*+|quarantine_.*+|qlist_.*+|should_fail.*+|post_alloc_hook|prep_new_page",
                    "get_page_from_freelist|(?:free_)?unref_page.*+|pcpu_.*+",
                    // locks, atomics, waking up
                    "(?:raw_|do_raw_|native_queued_|pv_queued_|queued_)?(?:spin_|read_|write_|rwlock_).*+|bit_spin_.*+|osq_lock",
                    "lock_(?:acquire|release|is_held|timer_base|sock).*+|(?:mutex|rt_mutex|ww_mutex|rwsem|percpu)_.*+|rcu_read_.*+",
                    "(?:down|up)(?:_(?:read|write|killable|interruptible|trylock|timeout).*+)?|local_bh_.*+|preempt_.*+|cond_resched.*+",
                    "(?:arch_)?(?:raw_)?atomic.*+|(?:arch_)?(?:test|set|clear|change|find)_.*bit.*+|test_and_.*+|instrument_.*+",
                    "(?:READ|WRITE)_ONCE|wake_up_.*+|(?:prepare_to|finish|remove|add)_wait.*+|wait_for_completion.*+|folio_unlock",
                    // trees and lists
                    "rb_.*+|klist_.*+|xas_.*+|xa_.*+|radix_tree_.*+|rhashtable_.*+|(?:h|p)?list_(?:add|del|move|splice|empty).*+",
                    // looking at stacks
                    "(?:un)?save_stack.*+|stack_(?:trace|depot)_.*+|arch_stack_walk.*+|unwind_.*+|.*kernel_text_address|walk_stackframe",
                    "profile_pc|perf_trace_.*+|perf_tp_event|trace_(?:hardirqs|softirqs|preempt)_.*+")
            + ")");

    /** Gets a sleeping task off the CPU; what is above it in a stack is noise. */
    private static final Pattern SCHEDULER = Pattern.compile(
            "__switch_to|context_switch|_*schedule|schedule_.*+|io_schedule.*+|preempt_schedule.*+|__cond_resched");

    /** What is made for waiting. */
    private static final Pattern WAITING = Pattern.compile(
            ".*(?:wait|sched|_lock|slowlock|_down|rwsem|completion|synchronize_).*+"
                    + "|down|down_.*+|m?sleep.*+|usleep_range.*+|(?:__)?flush_work.*+|(?:__)?flush_workqueue|_*cancel_(?:delayed_)?work.*+|rcu_barrier.*+"
                    + "|do_read_cache_(?:folio|page)|__switch_to|percpu_down.*+|kthread_stop|kthread_park|__refrigerator");

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
            "proc_reg_.*+|kernfs_fop_.*+|sysfs_kf_.*+|(?:kobj|dev)_attr_store|_*sock_(?:sendmsg|recvmsg)(?:_nosec)?|sock_write_iter|sock_read_iter|(?:rtnetlink|nfnetlink)_rcv_msg",
            // threads, work items, what is done on the way out of the kernel
            "process_one_work|process_scheduled_works|worker_thread|kthread|ret_from_fork.*+|smpboot_thread_fn|task_work_run",
            "exit_to_user.*+|_*fput(?:_sync)?|kernel_thread_helper|kernel_init|start_kernel",
            // soft interrupts, timers, packets
            "_*do_softirq.*+|handle_softirqs|run_ksoftirqd|tasklet_(?:hi_)?action.*+|call_timer_fn|expire_timers|_*run_timer.*+",
            "_*hrtimer_run.*+|_*run_hrtimer|_*netif_receive_skb.*+|_*napi_poll|net_rx_action|process_backlog",
            // idling
            "start_secondary|cpu_startup_entry|do_idle|cpu_idle.*+|rest_init|default_idle.*+"));

    private KernelFunctions() {}

    /** Whether it works on behalf of whoever called it, who is the one to name. */
    static boolean isHelper(String function) {
        return HELPER.matcher(function).matches();
    }

    /** Whether it takes a sleeping task off the CPU. */
    static boolean isScheduler(String function) {
        return SCHEDULER.matcher(function).matches();
    }

    /** Whether it is made for waiting. */
    static boolean isWaiting(String function) {
        return WAITING.matcher(function).matches();
    }

    /** Whether it is where an interrupt was taken. */
    static boolean isInterruptEntry(String function) {
        return INTERRUPT_ENTRY.matcher(function).matches();
    }

    /** Whether it looked at the stack, on top of what it looked at. */
    static boolean isSampler(String function) {
        return SAMPLER.matcher(function).matches();
    }

    /** Whether it is the thread of one who looks for hangs. */
    static boolean isSamplerThread(String function) {
        return SAMPLER_THREAD.matcher(function).matches();
    }

    /** Whether it hands work to whom it is for. */
    static boolean isDispatcher(String function) {
        return DISPATCHER.matcher(function).matches();
    }
}
