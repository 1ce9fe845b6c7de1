package org.ksmlab.lab;

import java.util.List;
import org.ksmlab.model.CpuSet;

/**
 * How big the lab host is. All CPUs but the last are on node 0, the last is node 1's: guests start on node 0 and are moved to node 1.
 *
 * @param cpus at least 3: one that never runs a guest, one for guests on node 0, one on node 1
 * @param nodeMib memory of node 0 and of node 1, in MiB
 */
public record LabSize(int cpus, List<Integer> nodeMib) {
    /** Three guests and the host's own take 2 GiB. */
    private static final int SMALLEST_MIB = 3 << 10;

    private static final int LARGEST_MIB = 6 << 10;

    /** Never more of the machine's free memory than this: the lab host must not make it swap. */
    private static final double SHARE_OF_FREE = 0.6;

    /** Less than half: numad moves a guest only to a node that has more to give. */
    private static final double SHARE_OF_SOURCE = 0.4;

    public LabSize {
        nodeMib = List.copyOf(nodeMib);
        if (cpus < 3) {
            throw new IllegalArgumentException("cpus: " + cpus);
        }
        if (nodeMib.size() != 2 || nodeMib.stream().anyMatch(mib -> mib < 1)) {
            throw new IllegalArgumentException("nodeMib: " + nodeMib);
        }
    }

    /**
     * What suits a machine. One emulated CPU more than there are cores is enough: with two more, on two cores, everything took two to
     * three times as long.
     *
     * @throws IllegalStateException if the machine has too little memory free
     */
    public static LabSize forMachine(int cores, long availableMib) {
        long mib = Math.min(LARGEST_MIB, (long) (availableMib * SHARE_OF_FREE));
        if (mib < SMALLEST_MIB) {
            throw new IllegalStateException("the lab host needs " + SMALLEST_MIB + " MiB, at most "
                    + Math.round(SHARE_OF_FREE * 100) + "% of the " + availableMib + " MiB that are free");
        }
        int source = (int) (mib * SHARE_OF_SOURCE);
        return new LabSize(Math.max(3, Math.min(cores + 1, 4)), List.of(source, (int) mib - source));
    }

    public int memoryMib() {
        return nodeMib.get(0) + nodeMib.get(1);
    }

    /**
     * The CPU that no guest's thread may ever run on. QEMU's emulation of the FPU clears a flag of the first CPU from whichever CPU
     * thread runs, without a lock ({@code cpu_clear_ignne}); if that meets a VMRUN or #VMEXIT on CPU 0, the lab host dies or a guest
     * vanishes. A CPU 0 that never runs VMRUN is safe. Everything else runs there: the trigger, ksmd, sshd, libvirtd.
     */
    public static final int HOUSEKEEPING_CPU = 0;

    public CpuSet guestCpusOfNode0() {
        return CpuSet.parse(cpus == 3 ? "1" : "1-" + (cpus - 2));
    }

    public CpuSet guestCpus() {
        return CpuSet.parse("1-" + (cpus - 1));
    }
}
