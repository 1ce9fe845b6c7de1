package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** What a page that waits to be merged takes on node 0, in bytes: itself, its rmap_item (mm/ksm.c), its page table entry. */
    private static final int BYTES_PER_SHARER = 4096 + 64 + 8;

    /** What the kernel, its services and its page structs take of node 0; seen: 400 MiB. */
    private static final int SOURCE_BASE_MIB = 1 << 10;

    /** Of a node that merged pages are moved to, a few thousand of them at most. */
    private static final int TARGET_MIB = 1 << 10;

    /** Chooses a size for a machine. */
    @FunctionalInterface
    public interface Sizing {
        /**
         * A size that the machine has room for.
         *
         * @throws IllegalStateException if it has too little
         */
        LabSize suiting(int cores, long availableMib);
    }

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
     * For guests.
     *
     * @throws IllegalStateException if the machine has too little memory free
     */
    public static LabSize forMachine(int cores, long availableMib) {
        long mib = Math.max(requireSmallest(availableMib), Math.min(LARGEST_MIB, mostMib(availableMib)));
        int source = (int) (mib * SHARE_OF_SOURCE);
        return new LabSize(cpus(cores), List.of(source, (int) mib - source));
    }

    /** What of this machine's memory can be had without swapping, in MiB: MemAvailable of /proc/meminfo, proc(5). */
    static long availableMib() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("/proc/meminfo: no MemAvailable"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int requireSmallest(long availableMib) {
        if (mostMib(availableMib) < SMALLEST_MIB) {
            throw new IllegalStateException("the lab host needs " + SMALLEST_MIB + " MiB, at most "
                    + Math.round(SHARE_OF_FREE * 100) + "% of the " + availableMib + " MiB that are free");
        }
        return SMALLEST_MIB;
    }

    private static long mostMib(long availableMib) {
        return (long) (availableMib * SHARE_OF_FREE);
    }

    /**
     * One emulated CPU more than there are cores is enough: with two more, on two cores, everything took two to three times as long.
     */
    private static int cpus(int cores) {
        return Math.max(3, Math.min(cores + 1, 4));
    }

    /**
     * For host processes that have pages in common: they are all on node 0 until they are merged, and a merged page needs little room on node
     * 1. With nodes of equal size they would have to be filled in waves, and KSM crawled.
     *
     * @param sharers as many as are wanted; it may be less that fits, see {@link #mostSharers()}
     * @throws IllegalStateException if the machine has too little memory free
     */
    public static LabSize forSharers(int cores, long availableMib, long sharers) {
        long wanted = SOURCE_BASE_MIB + ((sharers * BYTES_PER_SHARER) >> 20) + 1;
        long total = Math.max(requireSmallest(availableMib), Math.min(wanted + TARGET_MIB, mostMib(availableMib)));
        return new LabSize(cpus(cores), List.of((int) total - TARGET_MIB, TARGET_MIB));
    }

    /** As many pages as processes on node 0 can have until they are merged. */
    public long mostSharers() {
        return Math.max(0, (long) (nodeMib.get(0) - SOURCE_BASE_MIB) << 20) / BYTES_PER_SHARER;
    }

    public int memoryMib() {
        return nodeMib.get(0) + nodeMib.get(1);
    }

    /**
     * The CPU that no guest's thread may ever run on. QEMU's emulation of the FPU clears a flag of the first CPU from whichever CPU
     * thread runs, without a lock ({@code cpu_clear_ignne}); if that meets a VMRUN or #VMEXIT on CPU 0, the lab host dies or a guest
     * vanishes. A CPU 0 that never runs VMRUN is safe. The trigger, the samplers and ksmd run there.
     */
    public static final int HOUSEKEEPING_CPU = 0;

    public CpuSet guestCpusOfNode0() {
        return CpuSet.parse(cpus == 3 ? "1" : "1-" + (cpus - 2));
    }

    public CpuSet guestCpus() {
        return CpuSet.parse("1-" + (cpus - 1));
    }
}
