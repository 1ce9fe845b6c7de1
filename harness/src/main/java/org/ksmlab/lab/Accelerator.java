package org.ksmlab.lab;

/** What runs the lab host's machine code. */
public enum Accelerator {
    /** This machine's own KVM, with nested virtualization. */
    KVM("kvm", "host"),
    /**
     * Emulation, of a CPU with SVM and nested paging: the kernel in it is a KVM host all the same. One thread an emulated CPU. Without
     * cmpxchg16b, which the kernel's allocator uses where it can: QEMU 7.2 works out its flags from those of whatever instruction set them last
     * but one (target/i386: no gen_update_cc_op() before the helper that reads cc_op), so that an interrupt right after it saves nonsense, IF
     * included.
     */
    TCG("tcg,thread=multi", "EPYC,+svm,+npt,-cx16");

    private final String option;
    private final String cpu;

    Accelerator(String option, String cpu) {
        this.option = option;
        this.cpu = cpu;
    }

    /** For QEMU's {@code -accel}. */
    String option() {
        return option;
    }

    /** For QEMU's {@code -cpu}. */
    String cpu() {
        return cpu;
    }

    /** Whether seconds on that lab host are a real host's seconds. */
    public boolean isEmulated() {
        return this == TCG;
    }
}
