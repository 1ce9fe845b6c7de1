package org.ksmlab.virt;

import java.util.Optional;
import org.ksmlab.model.CpuSet;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.GuestSpec;
import org.ksmlab.model.GuestSpec.Disk;
import org.ksmlab.model.GuestSpec.KernelBoot;
import org.ksmlab.model.GuestSpec.MemoryPlacement;
import org.ksmlab.model.GuestSpec.MemoryPlacement.Mode;
import org.ksmlab.model.GuestSpec.Nic;

/** Guests for tests. */
final class Guests {
    static final GuestOwner OWNER = new GuestOwner("2026-11-24-a", "trial-1");

    private Guests() {}

    /** No more than a guest must have. */
    static GuestSpec plain(String name) {
        return booting(name, new KernelBoot("/boot/vmlinuz", "/srv/guest.cpio", "console=ttyS0"));
    }

    static GuestSpec booting(String name, KernelBoot boot) {
        return new GuestSpec(
                name,
                1,
                256,
                CpuSet.parse("1-2"),
                new MemoryPlacement(0, Mode.PREFERRED),
                boot,
                Optional.empty(),
                Optional.empty(),
                "/srv/" + name + ".log",
                false,
                Optional.empty());
    }

    /** All that a guest can have. */
    static GuestSpec full() {
        return new GuestSpec(
                "ksmlab-full",
                2,
                512,
                CpuSet.parse("1-3,5"),
                new MemoryPlacement(1, Mode.STRICT),
                new KernelBoot("/boot/vmlinuz-6.1", "/srv/guest.cpio", "console=ttyS0 panic=-1"),
                Optional.of(new Disk("/srv/full.img", Disk.Format.RAW, Disk.Cache.NONE, Disk.Io.NATIVE)),
                Optional.of(new Nic("ksmlab0", "52:54:00:00:00:0a")),
                "/var/log/ksmlab/full.log",
                true,
                Optional.of("/machine"));
    }
}
