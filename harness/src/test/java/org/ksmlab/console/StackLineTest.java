package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class StackLineTest {
    /** As the unwinders of the architectures print them. */
    @DataProvider
    public Object[][] frames() {
        return new Object[][] {
            {" ksm_scan_thread+0x1a/0x2f0"},
            {"  [<ffffffff811d5a8c>] ksm_scan_thread+0x1a/0x2f0"},
            {"<IRQ>  [<ffffffff811d5a8c>] ksm_scan_thread+0x1a/0x2f0"},
            {"<EOI> [  420.505397]  [<ffffffff812da9eb>] ksm_scan_thread+0x1a/0x2f0"},
            {" ksm_scan_thread.constprop.0+0x1a/0x2f0"},
            {" ksm_scan_thread.isra.1.part.2.cold+0x1a/0x2f0"},
            {"[c000000001234560] [c000000000345678] ksm_scan_thread+0x1a/0x2f0"},
            {"[c000000001234560] [c000000000345678] .ksm_scan_thread+0x1a/0x2f0"},
            {" [<00000000001a2b3c>] ksm_scan_thread+0x1a/0x2f0 "},
            {"[<8010abcd>] ksm_scan_thread+0x1a/0x2f0"},
            {"[<ffffffe000201234>] ksm_scan_thread+0x1a/0x2f0"},
            {"[<c0123456>] (ksm_scan_thread) from [<c0234567>] (kthread+0x1a/0x2f0)"},
            {" ksm_scan_thread from kthread+0x1a/0x2f0"},
            {"ksm_scan_thread mm/ksm.c:1234 [inline]"},
        };
    }

    @Test(dataProvider = "frames")
    public void aFrameNamesAFunction(String line) {
        assertThat(StackLine.parse(line)).isEqualTo(new StackLine("ksm_scan_thread", null, false, true));
    }

    @DataProvider
    public Object[][] programCounters() {
        return new Object[][] {
            {"RIP: 0010:ksm_scan_thread+0x1a/0x2f0"},
            {"RIP: 0010:[<ffffffff811d5a8c>]  [<ffffffff811d5a8c>] ksm_scan_thread+0x1a/0x2f0"},
            {"RIP  [<ffffffff811d5a8c>] ksm_scan_thread+0x1a/0x2f0"},
            {"IP: ksm_scan_thread+0x1a/0x2f0"},
            {"IP: [<ffffffff811d5a8c>] ksm_scan_thread+0x1a/0x2f0"},
            {"EIP: ksm_scan_thread+0x1a/0x2f0"},
            {"EIP is at ksm_scan_thread+0x1a/0x2f0"},
            {"pc : ksm_scan_thread+0x1a/0x2f0"},
            {"PC is at ksm_scan_thread+0x1a/0x2f0"},
            {"epc : ksm_scan_thread+0x1a/0x2f0"},
            {"epc   : 8010abcd ksm_scan_thread+0x1a/0x2f0"},
            {"NIP [c000000000345678] ksm_scan_thread+0x1a/0x2f0"},
            {"Krnl PSW : 0704c00180000000 00000000001a2b3c (ksm_scan_thread+0x1a/0x2f0)"},
            {"   ERA: 9000000000345678 ksm_scan_thread+0x1a/0x2f0"},
        };
    }

    @Test(dataProvider = "programCounters")
    public void aProgramCounterNamesAFunction(String line) {
        assertThat(StackLine.parse(line)).isEqualTo(new StackLine("ksm_scan_thread", null, true, true));
    }

    @DataProvider
    public Object[][] unreliableFrames() {
        return new Object[][] {
            {" ? ksm_scan_thread+0x1a/0x2f0"},
            {" [<ffffffff811d5a8c>] ? ksm_scan_thread+0x1a/0x2f0"},
            {"[c000000001234560] [c000000000345678] ksm_scan_thread+0x1a/0x2f0 (unreliable)"},
            {"([<00000000001a2b3c>] ksm_scan_thread+0x1a/0x2f0)"},
        };
    }

    @Test(dataProvider = "unreliableFrames")
    public void aFrameThatTheUnwinderDoubtsIsUnreliable(String line) {
        assertThat(StackLine.parse(line)).isEqualTo(new StackLine("ksm_scan_thread", null, false, false));
    }

    @Test
    public void aFrameOfAModuleNamesIt() {
        assertThat(StackLine.parse(" svm_vcpu_run+0x1a/0x2f0 [kvm_amd]"))
                .isEqualTo(new StackLine("svm_vcpu_run", "kvm_amd", false, true));
        assertThat(StackLine.parse(" svm_vcpu_run+0x1a/0x2f0 [kvm_amd 0123456789abcdef]"))
                .isEqualTo(new StackLine("svm_vcpu_run", "kvm_amd", false, true));
    }

    @DataProvider
    public Object[][] otherLines() {
        return new Object[][] {
            {""},
            {"RIP: 0033:0x7f4232a6d1fb"},
            {"RAX: 0000000000000000 RBX: ffff8880 RCX: 0000000000000000"},
            {"lr : ksm_scan_thread+0x1a/0x2f0"},
            {"LR is at ksm_scan_thread+0x1a/0x2f0"},
            {"hardirqs last  enabled at (76609499): [<ffffffff81c66ccf>] d_walk+0x80f/0xc80"},
            {" #0:  (tty_mutex){+.+.+.}, at: [<ffffffff81eccea1>] tty_open+0x531/0xee0"},
            {"WARNING: CPU: 1 PID: 45 at mm/ksm.c:1234 run_store+0x12/0x34"},
            {"+0x1a/0x2f0"},
            {"ksm_scan_thread+0x1a"},
            {"Allocated in alloc_stable_node+0x29/0x90 age=1 cpu=1 pid=6024"},
        };
    }

    @Test(dataProvider = "otherLines")
    public void anyOtherLineIsNoFrame(String line) {
        assertThat(StackLine.parse(line)).isNull();
    }
}
