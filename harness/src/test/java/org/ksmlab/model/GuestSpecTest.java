package org.ksmlab.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ksmlab.model.GuestSpec.Disk;
import org.ksmlab.model.GuestSpec.KernelBoot;
import org.ksmlab.model.GuestSpec.Nic;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class GuestSpecTest {
    @DataProvider
    public Object[][] namesOfOthers() {
        return new Object[][] {
            {""},
            {"web"},
            {"ksmlab"},
            {"ksmlab-"},
            {"ksmlab--a"},
            {"ksmlab-a-"},
            {"Ksmlab-a"},
            {"ksmlab-A"},
            {"ksmlab-../etc"},
            {"ksmlab-a/b"},
            {"ksmlab-a b"},
            {"ksmlab-a\n"},
            {"ksmlab-\u00fc"},
            {"ksmlab-" + "a".repeat(41)},
        };
    }

    @Test(dataProvider = "namesOfOthers")
    public void aNameThatNoGuestOfOursHasIsRefused(String name) {
        assertThatThrownBy(() -> GuestSpec.requireName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name: '" + name + "'");
    }

    @Test
    public void aNameOfOursIsTaken() {
        assertThatCode(() -> GuestSpec.requireName("ksmlab-trial-7-guest-0")).doesNotThrowAnyException();
        assertThatCode(() -> GuestSpec.requireName("ksmlab-" + "a".repeat(40))).doesNotThrowAnyException();
    }

    @Test
    public void aRelativePathIsRefused() {
        assertThatThrownBy(() -> new KernelBoot("boot/vmlinuz", "/i", ""))
                .hasMessageContaining("kernel: 'boot/vmlinuz'");
    }

    @DataProvider
    public Object[][] notPlain() {
        return new Object[][] {{"\0"}, {"\n"}, {"\u001b[2J"}, {"\u007f"}, {"\u0085"}, {"\ud800"}, {"\uffff"}};
    }

    @Test(dataProvider = "notPlain")
    public void aCharacterThatNoDocumentCanHoldIsRefused(String text) {
        assertThatThrownBy(() -> new KernelBoot("/k", "/i", "a" + text)).hasMessageStartingWith("commandLine: ");
        assertThatThrownBy(() -> new GuestOwner("a" + text, "b")).hasMessageStartingWith("run: ");
        assertThatThrownBy(() -> new GuestOwner("a", "b" + text)).hasMessageStartingWith("trial: ");
    }

    @Test
    public void aCommandLineThatTheKernelWouldCutIsRefused() {
        assertThatCode(() -> new KernelBoot("/k", "/i", "a".repeat(2047))).doesNotThrowAnyException();
        assertThatThrownBy(() -> new KernelBoot("/k", "/i", "a".repeat(2048)))
                .hasMessage("commandLine: 2048 characters");
    }

    @Test
    public void nativeIoThroughThePageCacheIsRefused() {
        assertThatThrownBy(() -> new Disk("/d", Disk.Format.RAW, Disk.Cache.WRITEBACK, Disk.Io.NATIVE))
                .hasMessage("io: NATIVE: needs cache NONE, not WRITEBACK");
    }

    @DataProvider
    public Object[][] notAddresses() {
        return new Object[][] {{"53:54:00:00:00:01"}, {"52:54:00:00:00"}, {"52:54:00:00:00:0G"}, {"52:54:00:00:00:01'"}
        };
    }

    @Test(dataProvider = "notAddresses")
    public void anAddressThatNoCardHasIsRefused(String mac) {
        assertThatThrownBy(() -> new Nic("br0", mac)).hasMessage("mac: '" + mac + "'");
    }

    @Test
    public void aBridgeWithANameThatLinuxWouldNotTakeIsRefused() {
        assertThatThrownBy(() -> new Nic("a-bridge-name-16", "52:54:00:00:00:01"))
                .hasMessage("bridge: 'a-bridge-name-16'");
    }
}
