package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ksmlab.watch.WaitKind;
import org.testng.annotations.Test;

public class WaitTest {
    private static String wait(int ms, String rest) {
        return "wait now_ns=" + ms + "000000 pid=5 tid=7 " + rest;
    }

    private static String look(int ms) {
        return "sample now_ns=" + ms + "000000 tasks=20 took_us=5";
    }

    @Test
    public void aWaitLastsFromTheFirstLookThatFindsItToTheFirstThatDoesNot() {
        String waiting = "stack=vm_mmap_pgoff;do_syscall_64 comm=CPU 0/KVM";

        List<Wait> waits = Wait.parse(List.of(
                look(1000), wait(1100, waiting), look(1100), wait(1200, waiting), look(1200), look(1300), look(1400)));

        assertThat(waits)
                .containsExactly(new Wait(
                        5, 7, "CPU 0/KVM", 1_100_000_000, 1_300_000_000, List.of("vm_mmap_pgoff", "do_syscall_64")));
    }

    @Test
    public void aWaitAtAnotherPlaceIsAnother() {
        List<Wait> waits = Wait.parse(List.of(
                wait(1000, "stack=folio_wait_bit_common;get_ksm_page comm=ksmd"),
                look(1000),
                wait(1100, "stack=ksm_scan_thread;kthread comm=ksmd"),
                look(1100),
                look(1200)));

        assertThat(waits).extracting(Wait::kind).containsExactly(WaitKind.PAGE_LOCK, WaitKind.MMAP_LOCK_READ);
        assertThat(waits).extracting(Wait::seconds).containsExactly(0.1, 0.1);
    }

    @Test
    public void whereNobodyLookedNobodyIsSaidToHaveWaited() {
        String waiting = "stack=migration_entry_wait_on_locked comm=dd";

        List<Wait> waits =
                Wait.parse(List.of(wait(1000, waiting), look(1000), wait(9000, waiting), look(9000), look(9100)));

        assertThat(waits).extracting(Wait::seconds).containsExactly(1.0, 0.1);
    }

    @Test
    public void linesThatWereCutAreLeftOut() {
        assertThat(Wait.parse(List.of("wait now_ns=1 pid=5", look(1000), "", "nonsense", "sample")))
                .isEmpty();
    }
}
