package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ksmlab.model.FindingKind.BUG;
import static org.ksmlab.model.FindingKind.HUNG_TASK;
import static org.ksmlab.model.FindingKind.MEMORY_SAFETY;
import static org.ksmlab.model.FindingKind.OOM;
import static org.ksmlab.model.FindingKind.OOPS;
import static org.ksmlab.model.FindingKind.OTHER;
import static org.ksmlab.model.FindingKind.PANIC;
import static org.ksmlab.model.FindingKind.RCU_STALL;
import static org.ksmlab.model.FindingKind.REBOOT;
import static org.ksmlab.model.FindingKind.SOFT_LOCKUP;
import static org.ksmlab.model.FindingKind.WARNING;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ksmlab.model.Finding;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class ClassifierTest {
    private static final String LOCKUP = "[  100.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 33s! [dd:127]";

    private List<Finding> opened;
    private List<Finding> completed;
    private Classifier classifier;

    @BeforeMethod
    public void startClassifier() {
        opened = new ArrayList<>();
        completed = new ArrayList<>();
        classifier = new Classifier(new Classifier.Listener() {
            @Override
            public void opened(Finding finding) {
                opened.add(finding);
            }

            @Override
            public void completed(Finding finding) {
                completed.add(finding);
            }
        });
    }

    private void accept(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        classifier.accept(bytes, bytes.length);
    }

    private void lines(String... lines) {
        accept(String.join("\n", lines) + "\n");
    }

    private List<Finding> finished() {
        classifier.finish();
        return completed;
    }

    @Test
    public void aFindingIsOpenedByItsFirstLine() {
        lines(LOCKUP);
        assertThat(opened).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(SOFT_LOCKUP);
            assertThat(finding.duration()).hasSeconds(33);
        });
        assertThat(completed).isEmpty();
    }

    @Test
    public void aLineIsTakenWhenItsNewlineComes() {
        accept(LOCKUP);
        assertThat(opened).isEmpty();
        accept("\n");
        assertThat(opened).hasSize(1);
    }

    @Test
    public void theLastLineNeedsNoNewline() {
        accept(LOCKUP);
        assertThat(finished()).hasSize(1);
    }

    @Test
    public void aReportIsCompletedWithItsStack() {
        lines(
                LOCKUP,
                "[  100.000001] RIP: 0010:smp_call_function_many_cond+0x12/0x34",
                "[  100.000002] Call Trace:",
                "[  100.000003]  on_each_cpu_cond_mask+0x12/0x34",
                "[  100.000004]  ? flush_tlb_func+0x12/0x34",
                "[  100.000005]  flush_tlb_mm_range+0x12/0x34");
        assertThat(finished()).singleElement().satisfies(finding -> {
            assertThat(finding.title()).isEqualTo("soft lockup in smp_call_function");
            assertThat(finding.frames())
                    .containsExactly("smp_call_function_many_cond", "on_each_cpu_cond_mask", "flush_tlb_mm_range");
            assertThat(finding.line()).isEqualTo(opened.get(0).line());
        });
    }

    @Test
    public void aReportEndsWhenTheKernelHasBeenQuietForLong() {
        lines("[  100.000000] kernel BUG at mm/ksm.c:1234!", "[  104.000000] eth0: link up");
        assertThat(completed).isEmpty();
        lines("[  110.000000] eth0: link down");
        assertThat(completed)
                .singleElement()
                .satisfies(finding -> assertThat(finding.report()).last().isEqualTo("eth0: link up"));
    }

    @Test
    public void aHangsReportWaitsForTheStackOfACpuThatIsLateToAnswer() {
        lines(
                "[  100.000000] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
                "[  100.000001] rcu: \t1-....: (0 ticks this GP) idle=5a7/1/0x4000000000000000 softirq=999/999 fqs=2625",
                "[  100.000002] Sending NMI from CPU 0 to CPUs 1:",
                "[  107.000000] NMI backtrace for cpu 1",
                "[  107.000001] RIP: 0010:stable_tree_search+0x12/0x34",
                "[  107.000002] Call Trace:",
                "[  107.000003]  ksm_scan_thread+0x12/0x34",
                "[  107.000004]  kthread+0x12/0x34");
        assertThat(completed).isEmpty();
        lines("[  123.000000] eth0: link down");
        assertThat(completed).extracting(Finding::title).containsExactly("RCU stall in ksm_scan_thread");
    }

    @Test
    public void aReportEndsWithItsEndMark() {
        lines("WARNING: CPU: 1 PID: 45 at mm/ksm.c:1234 run_store+0x12/0x34", "---[ end trace 0000000000000000 ]---");
        assertThat(completed).hasSize(1);
    }

    @Test
    public void aReportThatNeverEndsIsCompletedAnyway() {
        lines(LOCKUP);
        for (int i = 0; i < 10_000; i++) {
            lines("no end");
        }
        assertThat(completed)
                .singleElement()
                .satisfies(finding -> assertThat(finding.report()).hasSizeLessThan(1000));
    }

    @Test
    public void linesOfOneCrashAreOneFinding() {
        lines(
                "list_del corruption. prev->next should be ffff8800, but was ffff8801",
                "------------[ cut here ]------------",
                "kernel BUG at lib/list_debug.c:59!",
                "invalid opcode: 0000 [#1] PREEMPT SMP NOPTI",
                "RIP: 0010:__list_del_entry_valid+0x12/0x34",
                "Call Trace:",
                " remove_node_from_stable_tree+0x12/0x34");
        assertThat(finished()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(MEMORY_SAFETY);
            assertThat(finding.function()).isEqualTo("remove_node_from_stable_tree");
        });
    }

    @Test
    public void aSecondCrashIsASecondFinding() {
        lines(
                "kernel BUG at mm/ksm.c:1234!",
                "invalid opcode: 0000 [#1] SMP",
                "Call Trace:",
                " run_store+0x12/0x34",
                "kernel BUG at mm/rmap.c:1234!",
                "invalid opcode: 0000 [#2] SMP");
        assertThat(finished()).extracting(Finding::kind).containsExactly(BUG, BUG);
    }

    @Test
    public void aPanicIsAFindingOfItsOwn() {
        lines(
                LOCKUP,
                "[  100.000001]  shrink_dcache_parent+0x12/0x34",
                "[  100.000002] Kernel panic - not syncing: softlockup: hung tasks",
                "[  100.000003] ---[ end Kernel panic - not syncing: softlockup: hung tasks ]---");
        assertThat(finished())
                .extracting(Finding::title)
                .containsExactly("soft lockup in shrink_dcache_parent", "kernel panic: softlockup: hung tasks");
    }

    @Test
    public void aStallInterruptedByAWarningKeepsItsStack() {
        lines(
                "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
                "WARNING: CPU: 1 PID: 4737 at kernel/sched/core.c:2698 try_invoke+0x12/0x34",
                "RIP: 0010:stable_tree_search+0x12/0x34",
                "Call Trace:",
                " ksm_scan_thread+0x12/0x34",
                " kthread+0x12/0x34");
        assertThat(finished())
                .extracting(Finding::title)
                .containsExactlyInAnyOrder("RCU stall in ksm_scan_thread", "warning in try_invoke");
    }

    @Test
    public void linesOfOtherTasksAreNoneOfACrashsBusiness() {
        lines(
                "[   10.000000][   T45] kernel BUG at mm/ksm.c:1234!",
                "[   10.000001][  T127]  copy_net_ns+0x12/0x34",
                "[   10.000002][   T45] RIP: 0010:run_store+0x12/0x34",
                "[   10.000003][   T45] Call Trace:",
                "[   10.000004][  T127]  tty_open+0x12/0x34",
                "[   10.000005][   T45]  kobj_attr_store+0x12/0x34");
        assertThat(finished())
                .singleElement()
                .satisfies(finding -> assertThat(finding.frames()).containsExactly("run_store", "kobj_attr_store"));
    }

    @Test
    public void eachHungTaskIsAFinding() {
        lines(
                "INFO: task ksmd:45 blocked for more than 120 seconds.",
                "Call Trace:",
                " __schedule+0x12/0x34",
                " schedule+0x12/0x34",
                " rwsem_down_read_failed+0x12/0x34",
                " ksm_scan_thread+0x12/0x34",
                "INFO: task khugepaged:52 blocked for more than 120 seconds.",
                "Call Trace:",
                " schedule+0x12/0x34",
                " rwsem_down_write_failed+0x12/0x34",
                " khugepaged+0x12/0x34");
        assertThat(finished())
                .extracting(Finding::title)
                .containsExactly("hung task in ksm_scan_thread", "hung task in khugepaged");
        assertThat(completed).extracting(Finding::kind).containsOnly(HUNG_TASK);
    }

    @Test
    public void theRestOfAReportIsFoundInALogThatHasNotItsBeginning() {
        lines(
                "[  128.792489]  __fput+0x12/0x34",
                "[  128.792706] ---[ end trace 794afb02691fabdc ]---",
                "[  128.792711] eth0: link up",
                "[  128.792712] ---[ end trace 794afb02691fabdd ]---");
        assertThat(finished()).extracting(Finding::kind).containsExactly(OTHER);
    }

    @Test
    public void aKillIsPartOfTheOomReportOrOneOfItsOwn() {
        lines(
                "dd invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER), order=0, oom_score_adj=0",
                "Call Trace:",
                " dump_header+0x12/0x34",
                "Out of memory: Killed process 92 (dd) total-vm:240188kB");
        classifier.finish();
        lines("Out of memory: Killed process 93 (dd) total-vm:240188kB");
        assertThat(finished()).extracting(Finding::kind).containsExactly(OOM, OOM);
    }

    @Test
    public void theFirstBootIsNoReboot() {
        lines("[    0.000000] Linux version 6.1.0-56-cloud-amd64", "[    5.000000] eth0: link up");
        assertThat(finished()).isEmpty();
    }

    @Test
    public void aBootOfAKernelThatWasUpIsAReboot() {
        lines(
                "[    5.000000] eth0: link up",
                "SeaBIOS (version 1.16.2-debian-1.16.2-1)",
                "Booting the kernel.",
                "[    0.000000] Linux version 6.1.0-56-cloud-amd64",
                "[    5.000000] eth0: link up");
        assertThat(finished()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(REBOOT);
            assertThat(finding.line()).isEqualTo(3);
        });
    }

    @Test
    public void aSecondBannerWithoutTimesIsAReboot() {
        lines("Linux version 6.1.0-56-cloud-amd64", "eth0: link up", "Linux version 6.1.0-56-cloud-amd64");
        assertThat(finished()).extracting(Finding::kind).containsExactly(REBOOT);
    }

    @Test
    public void anAnnouncedRebootIsNone() {
        for (String announcement : List.of("reboot: Restarting system", "kexec_core: Starting new kernel")) {
            lines(
                    "[    5.000000] " + announcement,
                    "[    0.000000] Linux version 6.1.0",
                    "[    2.000000] eth0: link up");
        }
        assertThat(finished()).isEmpty();
    }

    @Test
    public void theBannerReadBySomebodyIsNoReboot() {
        lines(
                "[    5.000000] eth0: link up",
                "Linux version 6.1.0-56-cloud-amd64",
                "[    6.000000] Linux version 6.1.0");
        assertThat(finished()).isEmpty();
    }

    @Test
    public void aReportAfterQuietIsNumberedByItsLine() {
        lines("eth0: link up");
        classifier.finish();
        lines("kernel BUG at mm/ksm.c:1234!");
        assertThat(finished()).extracting(Finding::line).containsExactly(2L);
    }

    @Test
    public void aReportInTheMiddleOfALineOfUserSpaceIsFound() {
        lines("guest-1 login: [  100.000000] rcu: INFO: rcu_preempt self-detected stall on CPU");
        assertThat(finished()).extracting(Finding::kind).containsExactly(RCU_STALL);
    }

    @Test
    public void controlSequencesNeitherHideAReportNorComeThroughIt() {
        lines(
                "\u001b[0m[    1.000000] \u001b[31mBUG: soft\u001b[0m lockup - CPU#0 stuck for 33s! [\u001b]0;title\u0007dd\b:127]\r");
        assertThat(finished()).singleElement().satisfies(finding -> {
            assertThat(finding.task()).isEqualTo("dd:127");
            assertThat(finding.report()).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        });
    }

    @Test
    public void invalidUtf8IsReplaced() {
        byte[] line = "BUG: soft lockup - CPU#0 stuck for 33s! [d\u00ffd:127]\n".getBytes(StandardCharsets.ISO_8859_1);
        classifier.accept(line, line.length);
        assertThat(finished()).extracting(Finding::task).containsExactly("d\ufffdd:127");
    }

    @Test
    public void aLogFullOfReportsFitsIntoMemory() throws IOException {
        byte[] log = (LOCKUP + "\n").repeat(20_000).getBytes(StandardCharsets.UTF_8);
        assertThat(Classifier.classify(new ByteArrayInputStream(log))).hasSizeBetween(1000, 2000);
    }

    @Test
    public void manyInterleavedBeginningsDoNotAccumulate() {
        for (int i = 0; i < 1000; i++) {
            lines("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:");
        }
        assertThat(completed).hasSizeGreaterThan(990);
    }

    @Test
    public void randomBytesDoNoHarm() {
        Random random = new Random(1680513);
        List<String> words = ReportPatterns.ALL.stream()
                .flatMap(pattern -> pattern.literals().stream())
                .toList();
        byte[] noise = new byte[997];
        for (int i = 0; i < 2000; i++) {
            random.nextBytes(noise);
            classifier.accept(noise, 1 + random.nextInt(noise.length));
            accept(words.get(random.nextInt(words.size())) + " +0x1/0x2 [" + random.nextInt() + "."
                    + random.nextInt(999999) + "] ");
        }
        classifier.finish();
        assertThat(completed).hasSameSizeAs(opened);
    }

    @Test(timeOut = 20_000)
    public void aLineOf50MegabytesIsCutShort() {
        byte[] part = new byte[1 << 20];
        Arrays.fill(part, (byte) 'x');
        accept("BUG: soft lockup - CPU#0 stuck for 33s! [dd:127] ");
        for (int i = 0; i < 50; i++) {
            classifier.accept(part, part.length);
        }
        assertThat(finished())
                .singleElement()
                .satisfies(
                        finding -> assertThat(String.join("", finding.report())).hasSizeLessThan(10_000));
    }

    /** Each makes a naive expression take time quadratic or worse in the length of the line. */
    @Test(timeOut = 10_000)
    public void linesMadeToBeSlowAreNot() {
        List<String> evil = List.of(
                "BUG: soft lockup - CPU#0 stuck for 33s! [" + ":1".repeat(1000),
                "INFO: task " + "a:1 ".repeat(500) + "for more than ",
                "BUG: KASAn: " + "a".repeat(2000),
                "WARNING: " + "a/".repeat(1000) + ":1 at ",
                "(".repeat(2000) + "+0x1/0x2",
                " ".repeat(2000) + "+0x1/0x2",
                "[".repeat(2000),
                "[ 1.1 ".repeat(400),
                "Kernel panic - not syncing: " + "0x".repeat(1000),
                "\u001b[".repeat(1000),
                "\u001b]".repeat(1000),
                "<".repeat(2000));
        for (int i = 0; i < 100; i++) {
            evil.forEach(this::lines);
        }
        assertThat(finished()).extracting(Finding::kind).contains(PANIC).doesNotContain(WARNING, OOPS);
    }
}
