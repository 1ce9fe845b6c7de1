package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Lines as the format strings in the kernel's source make them, one at least for each row of the table. */
public class ReportTableTest {
    @DataProvider
    public static Object[][] firstLines() {
        return new Object[][] {
            {"BUG: soft lockup - CPU#3 stuck for 22s! [kworker/u32:2:1421]", SOFT_LOCKUP, "soft lockup"},
            {"NMI watchdog: BUG: soft lockup - CPU#0 stuck for 23s! [qemu-system-x86:2412]", SOFT_LOCKUP, "soft lockup"
            },
            {"watchdog: BUG: soft lockup - CPU#1 st", SOFT_LOCKUP, "soft lockup"},
            {"NMI watchdog: Watchdog detected hard LOCKUP on cpu 2", HARD_LOCKUP, "hard lockup"},
            {"watchdog: Watchdog detected hard LOCKUP on cpu 11", HARD_LOCKUP, "hard lockup"},
            {"watchdog: CPU 3 self-detected hard LOCKUP @ arch_local_irq_restore+0x5c/0x90", HARD_LOCKUP, "hard lockup"
            },
            {"watchdog: CPU 4 Hard LOCKUP", HARD_LOCKUP, "hard lockup"},
            {"watchdog: CPU 4 detected hard LOCKUP on other CPUs 0,2", HARD_LOCKUP, "hard lockup"},
            {"INFO: rcu_sched self-detected stall on CPU", RCU_STALL, "RCU stall"},
            {"INFO: rcu_sched_state detected stall on CPU 0 (t=6500 jiffies)", RCU_STALL, "RCU stall"},
            {"INFO: rcu_bh detected stalls on CPUs/tasks: { 2} (detected by 0, t=65008 jiffies)", RCU_STALL, "RCU stall"
            },
            {"rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", RCU_STALL, "RCU stall"},
            {
                "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... } 21 jiffies",
                RCU_STALL,
                "RCU stall"
            },
            {"INFO: rcu_tasks detected stalls on tasks:", RCU_STALL, "RCU stall"},
            {"rcu: rcu_preempt kthread starved for 10492 jiffies! g12045 f0x0", RCU_STALL, "RCU stall"},
            {"INFO: task khugepaged:52 blocked for more than 120 seconds.", HUNG_TASK, "hung task"},
            {"INFO: task udevd:5612 blocked in I/O wait for more than 143 seconds.", HUNG_TASK, "hung task"},
            {"INFO: task CPU 0/KVM:2415 can't die for more than 143 seconds.", HUNG_TASK, "hung task"},
            {
                "smp: csd: Continued non-responsive CSD lock (#1) on CPU#2, waiting 10000000042 ns for CPU#01 do_flush+0x0/0x10(0x0).",
                CSD_STALL,
                "CSD lock stall"
            },
            {
                "smp: csd: Detected non-responsive CSD lock (#1) on CPU#2, waiting 5000000042 ns for CPU#01 do_flush+0x0/0x10(0x0).",
                CSD_STALL,
                "CSD lock stall"
            },
            {"WARNING: possible circular locking dependency detected", LOCKDEP, "circular locking dependency"},
            {"[ INFO: possible recursive locking detected ]", LOCKDEP, "recursive locking"},
            {"WARNING: possible irq lock inversion dependency detected", LOCKDEP, "irq lock inversion dependency"},
            {
                "WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected",
                LOCKDEP,
                "SOFTIRQ-safe -> SOFTIRQ-unsafe lock order"
            },
            {"WARNING: inconsistent lock state", LOCKDEP, "inconsistent lock state"},
            {"[ BUG: bad unlock balance detected! ]", LOCKDEP, "bad unlock balance"},
            {"WARNING: bad contention detected!", LOCKDEP, "bad contention"},
            {"WARNING: held lock freed!", LOCKDEP, "held lock freed"},
            {"WARNING: lock held when returning to user space!", LOCKDEP, "lock held when returning to user space"},
            {"WARNING: ksmd/45 still has locks held!", LOCKDEP, "still has locks held"},
            {"[ BUG: Invalid wait context ]", LOCKDEP, "invalid wait context"},
            {"WARNING: Nested lock was not taken", LOCKDEP, "nested lock was not taken"},
            {"WARNING: suspicious RCU usage", LOCKDEP, "suspicious RCU usage"},
            {"mm/ksm.c:123 suspicious rcu_dereference_check() usage!", LOCKDEP, "suspicious RCU usage"},
            {"INFO: trying to register non-static key.", LOCKDEP, "non-static lock key"},
            {"BUG: MAX_LOCKDEP_CHAINS too low!", LOCKDEP, "MAX_LOCKDEP_CHAINS too low"},
            {"BUG: spinlock bad magic on CPU#1, ksmd/45", LOCKDEP, "spinlock bad magic"},
            {"BUG: spinlock lockup suspected on CPU#0, swapper/0/0", LOCKDEP, "spinlock lockup suspected"},
            {"BUG: rwlock recursion on CPU#1, ksmd/45, ffff8801d9e1af00", LOCKDEP, "rwlock recursion"},
            {"BUG: write-lock lockup on CPU#0, ksmd/45, ffff8801d9e1af00", LOCKDEP, "write-lock lockup"},
            {"BUG: scheduling while atomic: ksmd/45/0x00000002", ATOMIC_SLEEP, "scheduling while atomic"},
            {
                "BUG: sleeping function called from invalid context at mm/ksm.c:2345",
                ATOMIC_SLEEP,
                "sleeping function called from invalid context"
            },
            {
                "BUG: using smp_processor_id() in preemptible [00000000] code: ksmd/45",
                ATOMIC_SLEEP,
                "smp_processor_id() in preemptible code"
            },
            {
                "softirq: huh, entered softirq 3 NET_RX 00000000d2c3a1b0 with preempt_count 00000100, exited with 00000101?",
                ATOMIC_SLEEP,
                "soft interrupt leaked a lock or atomic context"
            },
            {"BUG: assuming atomic context at mm/ksm.c:2345", ATOMIC_SLEEP, "not in atomic context"},
            {
                "BUG: workqueue leaked atomic, lock or RCU: kworker/0:0[4]",
                ATOMIC_SLEEP,
                "work item leaked a lock or atomic context"
            },
            {
                "BUG: KASAN: slab-use-after-free in stable_tree_search+0x123/0x456",
                MEMORY_SAFETY,
                "KASAN: slab-use-after-free in stable_tree_search"
            },
            {
                "BUG: KASan: use after free in stable_tree_search+0x123/0x456 at addr ffff8800",
                MEMORY_SAFETY,
                "KASAN: use after free in stable_tree_search"
            },
            {
                "BUG: KFENCE: out-of-bounds read in stable_tree_search.isra.0+0x12/0x34",
                MEMORY_SAFETY,
                "KFENCE: out-of-bounds read in stable_tree_search"
            },
            {
                "BUG: KMSAN: uninit-value in cmp_and_merge_page+0x12/0x34",
                MEMORY_SAFETY,
                "KMSAN: uninit-value in cmp_and_merge_page"
            },
            {"BUG: Bad page state in process ksmd  pfn:12345", MEMORY_SAFETY, "bad page state"},
            {
                "BUG: Bad rss-counter state mm:00000000f9a1 type:MM_ANONPAGES val:2",
                MEMORY_SAFETY,
                "bad rss-counter state"
            },
            {
                "BUG ksm_rmap_item (Tainted: G    B            ): Poison overwritten",
                MEMORY_SAFETY,
                "slab ksm_rmap_item corrupted"
            },
            {
                "slab error in verify_redzone_free(): cache `ksm_rmap_item'",
                MEMORY_SAFETY,
                "slab error in verify_redzone_free"
            },
            {
                "INFO: Allocated in alloc_stable_node+0x29/0x90 age=1 cpu=1 pid=6024",
                MEMORY_SAFETY,
                "slab object corrupted in alloc_stable_node"
            },
            {"list_del corruption. prev->next should be ffff8800, but was ffff8801", MEMORY_SAFETY, "list corruption"},
            {"list_add double add: new=ffff8800, prev=ffff8800, next=ffff8801.", MEMORY_SAFETY, "list corruption"},
            {
                "usercopy: Kernel memory exposure attempt detected from SLUB object 'kmalloc-64' (offset 0, size 4096)!",
                MEMORY_SAFETY,
                "usercopy: memory exposure attempt"
            },
            {"BUG: KCSAN: data-race in ksm_scan_thread / run_store", DATA_RACE, "KCSAN: data-race in ksm_scan_thread"},
            {"UBSAN: shift-out-of-bounds in mm/ksm.c:123:45", UBSAN, "UBSAN: shift-out-of-bounds"},
            {"UBSAN: Undefined behaviour in mm/ksm.c:123:45", UBSAN, "UBSAN: Undefined behaviour"},
            {"BUG: memory leak", LEAK, "memory leak"},
            {"kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)", LEAK, "memory leak"},
            {"BUG: unable to handle kernel paging request at ffffc90000e3a000", OOPS, "unable to handle paging request"
            },
            {"BUG: unable to handle page fault for address: ffffc90000e3a000", OOPS, "unable to handle page fault"},
            {
                "Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008",
                OOPS,
                "unable to handle NULL pointer dereference"
            },
            {
                "Unable to handle kernel pointer dereference in virtual kernel address space",
                OOPS,
                "unable to handle pointer dereference"
            },
            {
                "CPU 1 Unable to handle kernel paging request at virtual address 00000004, epc == 80123456, ra == 80123456",
                OOPS,
                "unable to handle paging request"
            },
            {
                "Unable to handle kernel write to read-only memory at virtual address ffff800008c51ab8",
                OOPS,
                "unable to handle write to read-only memory"
            },
            {
                "Unable to handle kernel execution of memory at virtual address bf000000 when execute",
                OOPS,
                "unable to handle execution of memory"
            },
            {
                "PANIC: early exception 0x0d IP 10:ffffffff82a01234 error 0 cr2 0xffff888000000000",
                OOPS,
                "early exception"
            },
            {"BUG: Unable to handle kernel data access at 0xc0000000", OOPS, "unable to handle data access"},
            {
                "BUG: kernel NULL pointer dereference, address: 0000000000000008",
                OOPS,
                "unable to handle NULL pointer dereference"
            },
            {
                "BUG: Kernel NULL pointer dereference on read at 0x00000000",
                OOPS,
                "unable to handle NULL pointer dereference"
            },
            {
                "BUG: TASK stack guard page was hit at 00000000a1 (stack is 00000000b2..00000000c3)",
                OOPS,
                "stack guard page was hit"
            },
            {"Insufficient stack space to handle exception!", OOPS, "kernel stack overflow"},
            {"traps: PANIC: double fault, error_code: 0x0", OOPS, "double fault"},
            {"double fault: 0000 [#1] PREEMPT SMP", OOPS, "double fault"},
            {
                "general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] SMP",
                OOPS,
                "general protection fault"
            },
            {"divide error: 0000 [#1] SMP PTI", OOPS, "divide error"},
            {"Oops: divide error: 0000 [#1] SMP PTI", OOPS, "divide error"},
            {"invalid opcode: 0000 [#1] SMP", OOPS, "invalid opcode"},
            {"general protection fault: 0000", OOPS, "general protection fault"},
            {"Unhandled fault: page domain fault (0x01b) at 0x00000000", OOPS, "unhandled fault: page domain fault"},
            {"Alignment trap: not handling instruction e1931f9f at [<c0123456>]", OOPS, "alignment trap"},
            {"Unhandled kernel unaligned access[#1]:", OOPS, "unaligned access"},
            {"Kernel mode fault at addr 0x8, ip 0x60001234", OOPS, "unable to handle page fault"},
            {"Internal error: Oops: 96000004 [#1] SMP", OOPS, "Oops"},
            {"Internal error: synchronous external abort: 96000210 [#1] SMP", OOPS, "synchronous external abort"},
            {"Bad mode in Synchronous Abort handler detected on CPU0, code 0x34000001 -- BTI", OOPS, "bad mode"},
            {"Oops: 0002 [#1] SMP", OOPS, "oops"},
            {"Oops: Kernel access of bad area, sig: 11 [#1]", OOPS, "oops"},
            {"Oops [#1]", OOPS, "oops"},
            {"illegal operation: 0001 ilc:1 [#1] SMP", OOPS, "illegal operation"},
            {"Reserved instruction in kernel code[#1]:", OOPS, "Reserved instruction in kernel code"},
            {"kernel BUG at mm/ksm.c:1234!", BUG, "kernel BUG"},
            {"Kernel bug detected[#1]:", BUG, "kernel BUG"},
            {"rust_kernel: panicked at drivers/x.rs:1:2:", BUG, "Rust panic"},
            {
                "WARNING: CPU: 1 PID: 45 at mm/ksm.c:1234 stable_tree_search+0x12/0x34 [ksm]",
                WARNING,
                "warning in stable_tree_search"
            },
            {"WARNING: at mm/ksm.c:1234 stable_tree_search+0x12/0x34()", WARNING, "warning in stable_tree_search"},
            {
                "WARNING: mm/ksm.c:1234 at stable_tree_search+0x12/0x34, CPU#1: ksmd/45",
                WARNING,
                "warning in stable_tree_search"
            },
            {"WARNING: lib/refcount.c:19 at 0x0, CPU#1: ksmd/45", WARNING, "warning"},
            {
                "WARNING: kernel stack frame pointer at ffff8800 in ksmd:45 has bad value 00000000",
                WARNING,
                "unwinder: bad stack frame pointer"
            },
            {
                "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
                PANIC,
                "kernel panic: VFS: Unable to mount root fs on unknown-block(N,N)"
            },
            {"Kernel panic - not syncing", PANIC, "kernel panic"},
            {"---[ end Kernel panic - not syncing: Fatal exception ]---", PANIC, "kernel panic: Fatal exception"},
            {
                "qemu-system-x86 invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0",
                OOM,
                "out of memory"
            },
            {"Out of memory: Killed process 2412 (qemu-system-x86) total-vm:1kB", OOM, "out of memory"},
            {"Memory cgroup out of memory: Killed process 2412 (dd) total-vm:1kB", OOM, "out of memory"},
            {"Out of memory: Kill process 2412 (dd) score 900 or sacrifice child", OOM, "out of memory"},
            {"BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 33s!", OTHER, "workqueue lockup"},
            {"irq 16: nobody cared (try booting with the \"irqpoll\" option)", OTHER, "interrupt that nobody cared for"
            },
            {
                "unregister_netdevice: waiting for vnet0 to become free. Usage count = 2",
                OTHER,
                "network device never becomes free"
            },
            {
                "VFS: Busy inodes after unmount of vda. Self-destruct in 5 seconds.  Have a nice day...",
                OTHER,
                "busy inodes after unmount"
            },
            {"VFS: Close: file count is 0", OTHER, "file closed too often"},
            {
                "BUG: Dentry 00000000a1{i=2,n=x} still in use (1) [unmount of ext4 vda]",
                OTHER,
                "Dentry N{i=N,n=x} still in use (N) [unmount of ext4 vda]"
            },
            {"---[ end trace 0000000000000000 ]---", OTHER, "report without a beginning"},
        };
    }

    private static List<Finding> classify(String... lines) throws IOException {
        String text = String.join("\n", lines);
        return Classifier.classify(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test(dataProvider = "firstLines")
    public void aFirstLineIsFoundAsWhatItIs(String line, FindingKind kind, String title) throws IOException {
        assertThat(classify("[   10.000000] eth0: link up", "[   12.345678] " + line))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(kind);
                    assertThat(finding.title()).isEqualTo(title);
                    assertThat(finding.line()).isEqualTo(2);
                    assertThat(finding.kernelTime()).isEqualTo(12.345678);
                });
    }

    @Test
    public void everyRowOfTheTableHasALineHere() {
        List<String> lines =
                Arrays.stream(firstLines()).map(row -> (String) row[0]).toList();
        assertThat(ReportPatterns.ALL)
                .allSatisfy(pattern -> assertThat(lines)
                        .as(pattern.expression().pattern())
                        .anySatisfy(line -> {
                            assertThat(pattern.literals())
                                    .anySatisfy(literal -> assertThat(line).contains(literal));
                            assertThat(pattern.match(line)).isNotNull();
                        }));
    }

    /** What looks alike in the boot and life of a healthy kernel. */
    @DataProvider
    public Object[][] harmlessLines() {
        return new Object[][] {
            {"NMI watchdog: Enabled. Permanently consumes one hw-PMU counter."},
            {"NMI watchdog: Perf NMI watchdog permanently disabled"},
            {"Kernel command line: console=ttyS0 panic=-1 oops=panic softlockup_panic=1 nmi_watchdog=panic"},
            {"Run /init as init process"},
            {"rcu: \tRCU CPU stall warnings timeout set to 60 (rcu_cpu_stall_timeout)."},
            {"rcu: Preemptible hierarchical RCU implementation."},
            {"INFO: lockdep is turned off."},
            {"INFO: NMI handler (perf_event_nmi_handler) took too long to run: 2.277 msecs"},
            {"kmemleak: Kernel memory leak detector initialized (mem pool available: 15679)"},
            {"kasan: KernelAddressSanitizer initialized"},
            {"kfence: initialized - using 2097152 bytes for 255 objects"},
            {"KCSAN: enabled early"},
            {"Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar"},
            {"ACPI BIOS Warning (bug): 32/64X length mismatch in FADT/Gpe0Block"},
            {"[Firmware Bug]: TSC_DEADLINE disabled due to Errata; please update microcode"},
            {"MCE: In-kernel MCE decoding enabled."},
            {"..MP-BIOS bug: 8254 timer not connected to IO-APIC"},
            {"Speculative Return Stack Overflow: WARNING: kernel not compiled with CPU_SRSO."},
            {"WARNING: /etc/ssh/moduli does not exist, using fixed modulus"},
            {"WARNING: the mand mount option is being deprecated and"},
            {"dd[127]: segfault at 8 ip 0000000000401136 sp 00007ffd error 6 in dd[401000+1000]"},
            {"traps: dd[127] general protection fault ip:401136 sp:7ffd error:0 in dd[401000+1000]"},
            {"traps: dd[127] trap invalid opcode ip:401136 sp:7ffd error:0 in dd[401000+1000]"},
            {"ODEBUG: Out of memory. ODEBUG disabled"},
            {
                "clocksource: timekeeping watchdog on CPU1: Marking clocksource 'tsc' as unstable because the skew is too large:"
            },
            {"hrtimer: interrupt took 3055461 ns"},
            {"sched: RT throttling activated"},
            {"ksm: Kernel Samepage Merging: a BUG in this sentence is none"},
            {"sysrq: Show Blocked State"},
            {"EXT4-fs (loop1): INFO: recovery required on readonly filesystem"},
            {"Rebooting in 1 seconds.."},
            {"reboot: Restarting system"},
        };
    }

    @Test(dataProvider = "harmlessLines")
    public void aHarmlessLineIsNoFinding(String line) throws IOException {
        assertThat(classify("[    0.345678] " + line)).isEmpty();
        assertThat(classify(line)).isEmpty();
    }

    /** An em space is a letter to most expressions, and blank all the same. */
    @Test
    public void aReportThatSaysNothingOfItselfIsNamedAfterItsKind() throws IOException {
        assertThat(classify("BUG: \u2003\u2003"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.title()).isEqualTo("other"));
    }

    @Test
    public void aSoftLockupTellsCpuTaskAndDuration() throws IOException {
        Finding finding = classify("watchdog: BUG: soft lockup - CPU#3 stuck for 33s! [kworker/u32:2:1421]")
                .get(0);
        assertThat(finding.cpu()).isEqualTo(3);
        assertThat(finding.task()).isEqualTo("kworker/u32:2:1421");
        assertThat(finding.duration()).hasSeconds(33);
    }

    @Test
    public void aHungTaskTellsTaskAndDuration() throws IOException {
        Finding finding = classify("INFO: task CPU 0/KVM:2415 blocked for more than 120 seconds.")
                .get(0);
        assertThat(finding.task()).isEqualTo("CPU 0/KVM:2415");
        assertThat(finding.duration()).hasSeconds(120);
        assertThat(finding.cpu()).isNull();
    }

    @Test
    public void aWorkqueueLockupTellsDurationAndTheCpuIfItIsOfOne() throws IOException {
        Finding ofOne = classify("BUG: workqueue lockup - pool cpus=3 node=0 flags=0x0 nice=0 stuck for 33s!")
                .get(0);
        assertThat(ofOne.cpu()).isEqualTo(3);
        assertThat(ofOne.duration()).hasSeconds(33);
        Finding ofAll = classify("BUG: workqueue lockup - pool cpus=0-3 flags=0x4 nice=0 stuck for 33s!")
                .get(0);
        assertThat(ofAll.cpu()).isNull();
        assertThat(ofAll.duration()).hasSeconds(33);
        Finding cut = classify("BUG: workqueue lockup - pool").get(0);
        assertThat(cut.cpu()).isNull();
        assertThat(cut.duration()).isNull();
    }

    @Test
    public void aRowWithAMistakeIsRefusedAndQuoted() {
        assertThatThrownBy(() -> ReportPatterns.parse("SOFT_LOCKUP  soft lockup"))
                .hasMessage("reports.table: SOFT_LOCKUP  soft lockup: 2 columns instead of 4 or 5");
        assertThatThrownBy(() -> ReportPatterns.parse("SOFT  a  b  c"))
                .hasMessageStartingWith("reports.table: SOFT  a  b  c: ");
        assertThatThrownBy(() -> ReportPatterns.parse("OOPS  a  (b  c"))
                .hasMessageStartingWith("reports.table: OOPS  a  (b  c: ");
        assertThatThrownBy(() -> ReportPatterns.parse("OOPS  a  b  c  before BUG"))
                .hasMessageEndingWith(": not a condition: before BUG");
    }
}
