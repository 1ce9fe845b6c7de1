package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.testng.annotations.Test;

public class WaitLogTest {
    /** Lines as the lab host's, kernel 6.1.0-56-cloud-amd64, printed by the program stacks. */
    @Test
    public void onlyThoseWhoWaitToWriteAreWriters() {
        assertThat(WaitLog.mmapLockWriters("""
                        wait now_ns=102970624631 pid=499 tid=499 stack=vm_mmap_pgoff;do_syscall_64;entry_SYSCALL_64_after_hwframe comm=qemu-system-x86
                        wait now_ns=102970624631 pid=501 tid=509 stack=get_user_pages_unlocked;hva_to_pfn;kvm_faultin_pfn comm=CPU 0/KVM
                        wait now_ns=102970624631 pid=44 tid=44 stack=ksm_scan_thread;kthread;ret_from_fork comm=ksmd
                        sample now_ns=102970624631 tasks=14 took_us=192
                        wait now_ns=10297062""")).isEqualTo(Set.of(499L));
    }
}
