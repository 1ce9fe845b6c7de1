package org.ksmlab.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class WaitLogTest {
    private static WaitLog read(byte[] text) throws IOException {
        Path file = Files.createTempFile("stacks", ".log");
        try {
            Files.write(file, text);
            return WaitLog.read(file);
        } finally {
            Files.delete(file);
        }
    }

    private static WaitLog read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String wait(int look, int pid, String innermost, String comm) {
        return "wait now_ns=" + look + " pid=" + pid + " tid=" + pid + " stack=" + innermost + ";end comm=" + comm
                + "\n";
    }

    private static String look(int ns) {
        return "sample now_ns=" + ns + " tasks=14 took_us=192\n";
    }

    /** Lines as the lab host's, kernel 6.1.0-56-cloud-amd64. */
    @Test
    public void onlyThoseWhoWaitToWriteAreWriters() throws IOException {
        WaitLog log = read("""
                wait now_ns=102970624631 pid=499 tid=499 stack=vm_mmap_pgoff;do_syscall_64;entry_SYSCALL_64_after_hwframe comm=qemu-system-x86
                wait now_ns=102970624631 pid=501 tid=509 stack=get_user_pages_unlocked;hva_to_pfn;kvm_faultin_pfn comm=CPU 0/KVM
                wait now_ns=102970624631 pid=44 tid=44 stack=ksm_scan_thread;kthread;ret_from_fork comm=ksmd
                sample now_ns=102970624631 tasks=14 took_us=192
                wait now_ns=10297062""");
        assertThat(log.mmapLockWriters()).containsExactly(499L);
        assertThat(log.waits()).extracting(TaskWait::comm).containsExactly("qemu-system-x86", "CPU 0/KVM", "ksmd");
    }

    @Test
    public void aLookThatWasCutIsLeftOutAsAWhole() throws IOException {
        WaitLog log = read(look(100) + wait(200, 7, "vm_mmap_pgoff", "a"));
        assertThat(log.waits()).isEmpty();
        assertThat(log.looksNs()).containsExactly(100L);
    }

    @Test
    public void aNameMayHoldAnything() throws IOException {
        byte[] text = (wait(100, 7, "vm_mmap_pgoff", "stack=x comm=y \u00ff") + look(100))
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(text).waits())
                .singleElement()
                .satisfies(wait -> assertThat(wait.comm()).isEqualTo("stack=x comm=y \ufffd"));
    }

    @Test
    public void khugepagedWaitsForTheProcessWhoseReadersWaitBehindNoWriterOfItsOwn() throws IOException {
        String khugepaged = wait(100, 45, "collapse_huge_page", "khugepaged");
        String reader = wait(100, 7, "get_user_pages_unlocked", "CPU 0/KVM");
        String ksmd = wait(100, 44, "ksm_scan_thread", "ksmd");
        WaitLog log = read(khugepaged + reader + ksmd + look(100));
        assertThat(log.khugepagedTargets()).containsExactly(7L);
        assertThat(log.mmapLockWriters()).containsExactly(7L);
    }

    @Test
    public void whereAWriterOrTwoProcessesExplainTheReadersKhugepagedsProcessIsUnknown() throws IOException {
        String khugepaged = wait(100, 45, "collapse_huge_page", "khugepaged");
        String reader = wait(100, 7, "get_user_pages_unlocked", "CPU 0/KVM");
        String writer = wait(100, 7, "vm_mmap_pgoff", "worker");
        String other = wait(100, 8, "get_user_pages_unlocked", "CPU 0/KVM");
        assertThat(read(khugepaged + reader + writer + look(100)).khugepagedTargets())
                .isEmpty();
        assertThat(read(khugepaged + reader + other + look(100)).khugepagedTargets())
                .isEmpty();
        assertThat(read(khugepaged + look(100) + reader.replace("=100", "=200") + look(200))
                        .khugepagedTargets())
                .isEmpty();
    }

    // --- how long ---------------------------------------------------------------------------------------------------

    private static String ms(int look, String innermost, String comm) {
        return "wait now_ns=" + look + "000000 pid=5 tid=7 stack=" + innermost + ";do_syscall_64 comm=" + comm + "\n";
    }

    private static String ms(int look) {
        return "sample now_ns=" + look + "000000 tasks=20 took_us=5\n";
    }

    @Test
    public void aWaitLastsFromTheFirstLookThatFindsItToTheFirstThatDoesNot() throws IOException {
        WaitLog log = read(ms(1000)
                + ms(1100, "vm_mmap_pgoff", "CPU 0/KVM")
                + ms(1100)
                + ms(1200, "vm_mmap_pgoff", "CPU 0/KVM")
                + ms(1200)
                + ms(1350)
                + ms(1400));
        assertThat(log.intervals())
                .containsExactly(new Wait(
                        5,
                        7,
                        "CPU 0/KVM",
                        1_100_000_000,
                        1_350_000_000,
                        List.of("vm_mmap_pgoff", "do_syscall_64"),
                        WaitKind.MMAP_LOCK_WRITE));
        assertThat(log.seconds(log.waits())).isEqualTo(0.25);
    }

    @Test
    public void aWaitAtAnotherPlaceIsAnotherAndSoIsOneThatCameBack() throws IOException {
        WaitLog log = read(ms(1000, "folio_wait_bit_common", "ksmd")
                + ms(1000)
                + ms(1100, "ksm_scan_thread", "ksmd")
                + ms(1100)
                + ms(1200)
                + ms(1300, "ksm_scan_thread", "ksmd")
                + ms(1300)
                + ms(1450));
        assertThat(log.intervals())
                .extracting(Wait::startNs)
                .containsExactly(1_000_000_000L, 1_100_000_000L, 1_300_000_000L);
        assertThat(log.intervals()).extracting(Wait::seconds).containsExactly(0.1, 0.1, 0.15);
        assertThat(log.seconds(log.waits())).isEqualTo(0.35);
    }

    @Test
    public void whereNobodyLookedNobodyIsSaidToHaveWaited() throws IOException {
        WaitLog log = read(ms(1000, "migration_entry_wait_on_locked", "dd")
                + ms(1000)
                + ms(9000, "migration_entry_wait_on_locked", "dd")
                + ms(9000)
                + ms(9100));
        assertThat(log.intervals()).extracting(Wait::seconds).containsExactly(1.0, 0.1);
        assertThat(log.seconds(log.waits())).isEqualTo(1.1);
    }

    @Test
    public void whatTheLastLookFoundEndsWithIt() throws IOException {
        String waits = ms(1000, "vm_mmap_pgoff", "a") + ms(1000) + ms(1100, "vm_mmap_pgoff", "a") + ms(1100);
        assertThat(read(waits).intervals()).extracting(Wait::seconds).containsExactly(0.1);
        assertThat(read(waits).between(0, 1_050_000_000).intervals())
                .extracting(Wait::seconds)
                .containsExactly(0.0);
    }

    @DataProvider
    public Object[][] cutLooks() {
        return new Object[][] {{"sample"}, {"sample now_ns="}, {"sample now_ns=1234"}, {"sample now_ns=1234 tasks=2"}};
    }

    @Test(dataProvider = "cutLooks")
    public void aLookThatWasCutEndsNoWait(String cut) throws IOException {
        String waits = ms(1000, "vm_mmap_pgoff", "a") + ms(1000) + ms(1100, "vm_mmap_pgoff", "a") + ms(1100);
        assertThat(read(waits + cut).intervals()).isEqualTo(read(waits).intervals());
    }
}
