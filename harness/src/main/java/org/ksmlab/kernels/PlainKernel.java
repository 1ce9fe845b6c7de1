package org.ksmlab.kernels;

import java.nio.file.Path;
import java.util.Optional;
import org.ksmlab.waiting.Deadline;

/** A kernel image of the user's. It is booted without an initrd, so it needs what finds the disk, and KVM, built in. */
record PlainKernel(Path vmlinuz) implements Kernel {
    @Override
    public String name() {
        return vmlinuz.toString();
    }

    @Override
    public String description() {
        return "a kernel without modules";
    }

    @Override
    public Optional<BootFiles> made() {
        return Optional.of(new BootFiles(vmlinuz, Optional.empty()));
    }

    @Override
    public void fetch(Deadline deadline) {
        // It is here.
    }

    @Override
    public BootFiles make(Deadline deadline) {
        return new BootFiles(vmlinuz, Optional.empty());
    }
}
