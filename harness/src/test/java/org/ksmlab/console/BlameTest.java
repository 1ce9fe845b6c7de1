package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ksmlab.model.FindingKind.HUNG_TASK;
import static org.ksmlab.model.FindingKind.OOPS;
import static org.ksmlab.model.FindingKind.RCU_STALL;
import static org.ksmlab.model.FindingKind.SOFT_LOCKUP;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ksmlab.model.FindingKind;
import org.testng.annotations.Test;

public class BlameTest {
    /** A stack as one would say it: innermost first, functions apart by spaces. */
    private static List<StackLine> stack(String functions) {
        return Arrays.stream(functions.split(" "))
                .map(function -> new StackLine(function, null, false, true))
                .toList();
    }

    private static @Nullable String blamed(FindingKind kind, String... stacks) {
        Blame.Choice choice =
                Blame.choose(kind, Arrays.stream(stacks).map(BlameTest::stack).toList());
        return choice == null ? null : choice.line().function();
    }

    @Test
    public void whatWaitsForAnotherCpuIsNamedAfterThat() {
        assertThat(
                        blamed(
                                SOFT_LOCKUP,
                                "smp_call_function_many native_flush_tlb_others flush_tlb_page ptep_clear_flush wb_workfn process_one_work"))
                .isEqualTo("smp_call_function");
    }

    @Test
    public void whatRanForTooLongIsNamedAfterTheWorkAndNotAfterWhereItWasCaught() {
        String migration = "try_to_migrate rmap_walk_ksm rmap_walk migrate_pages do_migrate_pages";
        assertThat(blamed(SOFT_LOCKUP, migration + " __x64_sys_migrate_pages do_syscall_64"))
                .isEqualTo("__x64_sys_migrate_pages");
        assertThat(blamed(SOFT_LOCKUP, "memcmp_pages stable_tree_search ksm_scan_thread kthread ret_from_fork"))
                .isEqualTo("ksm_scan_thread");
        assertThat(blamed(SOFT_LOCKUP, "copy_page_to_iter shmem_file_read_iter vfs_read ksys_read do_syscall_64"))
                .isEqualTo("shmem_file_read_iter");
        assertThat(blamed(SOFT_LOCKUP, "delay_tsc neigh_probe neigh_timer_handler call_timer_fn run_timer_softirq"))
                .isEqualTo("neigh_timer_handler");
    }

    @Test
    public void theInterruptThatTookTheSampleIsSkipped() {
        assertThat(
                        blamed(
                                RCU_STALL,
                                "dump_stack nmi_cpu_backtrace rcu_dump_cpu_stacks rcu_check_callbacks __hrtimer_run_queues hrtimer_interrupt "
                                        + "smp_apic_timer_interrupt apic_timer_interrupt mousedev_write __vfs_write vfs_write do_syscall_64"))
                .isEqualTo("mousedev_write");
    }

    @Test
    public void theStackOfRcusOwnThreadIsSkipped() {
        assertThat(blamed(
                        RCU_STALL,
                        "__schedule schedule schedule_timeout rcu_gp_fqs_loop rcu_gp_kthread kthread ret_from_fork",
                        "rmap_walk_ksm ksm_scan_thread kthread ret_from_fork"))
                .isEqualTo("ksm_scan_thread");
    }

    @Test
    public void aStackCutShortIsNamedAfterItsInnermostFunction() {
        assertThat(blamed(SOFT_LOCKUP, "_raw_spin_lock stable_tree_search cmp_and_merge_page"))
                .isEqualTo("stable_tree_search");
    }

    @Test
    public void whatSleepsIsNamedAfterWhoWantedToWait() {
        assertThat(
                        blamed(
                                HUNG_TASK,
                                "__schedule schedule rwsem_down_read_failed call_rwsem_down_read_failed down_read kvm_host_page_size mapping_level"))
                .isEqualTo("kvm_host_page_size");
        assertThat(blamed(
                        HUNG_TASK,
                        "__switch_to __schedule schedule schedule_timeout __down down console_lock console_device"))
                .isEqualTo("console_device");
    }

    @Test
    public void whatAStackHasAboveTheSchedulerIsNoise() {
        assertThat(blamed(HUNG_TASK, "__rela_dyn_start __switch_to __schedule schedule wait_for_common exit_aio mmput"))
                .isEqualTo("exit_aio");
    }

    @Test
    public void locksThatEverybodyWaitsForAreNamedThemselves() {
        assertThat(blamed(
                        HUNG_TASK, "__schedule schedule __mutex_lock rtnl_lock addrconf_verify_work process_one_work"))
                .isEqualTo("rtnl_lock");
        assertThat(blamed(HUNG_TASK, "__schedule schedule synchronize_rcu_expedited synchronize_net packet_release"))
                .isEqualTo("synchronize_rcu");
    }

    @Test
    public void theDetectorOfHungTasksIsNotToBlame() {
        assertThat(blamed(HUNG_TASK, "dump_stack nmi_trigger_cpumask_backtrace watchdog kthread ret_from_fork"))
                .isNull();
    }

    @Test
    public void whatCrashedIsNamedAfterTheInnermostFunctionThatIsNoHelper() {
        assertThat(blamed(OOPS, "memcpy _copy_to_iter stable_tree_search ksm_scan_thread kthread"))
                .isEqualTo("stable_tree_search");
    }

    @Test
    public void aDispatcherThatJumpedIntoTheVoidIsToBlame() {
        assertThat(blamed(OOPS, "process_one_work worker_thread kthread ret_from_fork"))
                .isEqualTo("process_one_work");
    }

    @Test
    public void withoutAStackNobodyIsToBlame() {
        assertThat(Blame.choose(SOFT_LOCKUP, List.of())).isNull();
    }
}
