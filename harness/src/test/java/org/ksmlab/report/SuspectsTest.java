package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.ksmlab.report.Page.Victim;
import org.ksmlab.watch.Wait;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class SuspectsTest {
    private GoldenRun golden;

    @BeforeMethod
    public void copyRun() {
        golden = GoldenRun.copy();
    }

    @AfterMethod
    public void deleteRun() {
        golden.close();
    }

    @Test
    public void theCulpritIsTheTaskInMigratePages() {
        Page.Culprit culprit = new Suspects(golden.trial(0, 0)).culprit().orElseThrow();

        assertThat(culprit.sentence()).startsWith("migrate (task 649) moved pages of ksmlab-g1 for 37.1 s; of ");
        assertThat(culprit.stacks().get(0).calls())
                .extracting(Page.Stack.Call::function)
                .startsWith("smp_call_function_many_cond")
                .contains("rmap_walk_ksm", "do_migrate_pages");
    }

    @Test
    public void theVictimsAreThoseWhoWaitedLongestFirst() {
        assertThat(new Suspects(golden.trial(0, 0)).victims())
                .extracting(Victim::task, Victim::machine, Victim::reason)
                .contains(tuple("qemu-system-x86 (task 502)", "ksmlab-g1", "mmap_lock, to write"))
                .contains(tuple("ksmd (task 43)", "host", "mmap_lock, to read"));
    }

    @Test
    public void whoWaitedAfterTheTriggerIsNoVictimOfIt() {
        golden.append("without-limit-1/stacks.log", """
                wait now_ns=135000000000 pid=9 tid=9 stack=vm_mmap_pgoff;do_syscall_64 comm=late
                sample now_ns=135000000000 tasks=20 took_us=1685
                sample now_ns=135900000000 tasks=20 took_us=1685
                """);

        assertThat(golden.trial(0, 0).waits()).extracting(Wait::comm).contains("late");
        assertThat(new Suspects(golden.trial(0, 0)).victims())
                .extracting(Victim::task)
                .isNotEmpty()
                .doesNotContain("late (task 9)");
    }

    @Test
    public void aTrialWithoutATriggerAccusesNobody() {
        assertThat(new Suspects(golden.trial(1, 1)).culprit()).isEmpty();
        assertThat(new Suspects(golden.trial(1, 1)).victims()).isEmpty();
    }
}
