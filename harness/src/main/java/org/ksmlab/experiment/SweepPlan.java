package org.ksmlab.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Which doses of {@link RmapScale} are to be tried under which limits on sharing.
 *
 * @param sharers the doses; one only if there are several {@code vmas}
 * @param maxPageSharing the limits, each of which is an arm
 * @param vmas on the anon_vma of each process: several are the doses
 * @param trials of each dose in each arm that give a point
 * @param retries of each dose in each arm that may be done again because they gave none
 * @param seed of the order
 * @param kernel the host's, by name or path; empty: that of the host that is up, or the one that it boots anyway
 */
public record SweepPlan(
        int processes,
        List<Long> sharers,
        List<Integer> maxPageSharing,
        List<Integer> vmas,
        int trials,
        int retries,
        long seed,
        Optional<String> kernel) {
    /** The file in the run's folder that has it, with what came of it; written before the first trial. */
    public static final String FILE = "sweep.json";

    /** What the doses are of. */
    public enum Axis {
        /** Sharers of one page, as long as nothing limits them. */
        SHARERS,
        /** VMAs on one anon_vma. */
        VMAS
    }

    public SweepPlan {
        requireDistinct("sharers", sharers);
        requireDistinct("maxPageSharing", maxPageSharing);
        requireDistinct("vmas", vmas);
        if (vmas.size() > 1 && sharers.size() > 1) {
            throw new IllegalArgumentException("sharers: " + sharers + ", must be one where there are several vmas");
        }
        if (trials < 1) {
            throw new IllegalArgumentException("trials: " + trials + ", must be at least 1");
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries + ", must be at least 0");
        }
        sharers = List.copyOf(sharers);
        maxPageSharing = List.copyOf(maxPageSharing);
        vmas = List.copyOf(vmas);
        block(processes, sharers, maxPageSharing, vmas); // a dose or limit that is none is refused here
    }

    private static void requireDistinct(String name, List<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(name + ": none");
        }
        if (new HashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException(name + ": one of them twice: " + values);
        }
    }

    /** What is varied. */
    public Axis axis() {
        return vmas.size() > 1 ? Axis.VMAS : Axis.SHARERS;
    }

    /** The most sharers. */
    public long largest() {
        return Collections.max(sharers);
    }

    /**
     * The order: every arm and dose once in each block, shuffled, so that what changes on the machine meanwhile meets all of them alike.
     *
     * @param most doses larger than this are left out
     */
    public List<List<RmapScale>> blocks(long most) {
        Random random = new Random(seed);
        List<List<RmapScale>> blocks = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            List<RmapScale> block = block(
                    processes, sharers.stream().filter(dose -> dose <= most).toList(), maxPageSharing, vmas);
            Collections.shuffle(block, random);
            blocks.add(List.copyOf(block));
        }
        return blocks;
    }

    private static List<RmapScale> block(
            int processes, List<Long> sharers, List<Integer> maxPageSharing, List<Integer> vmas) {
        List<RmapScale> block = new ArrayList<>();
        for (int limit : maxPageSharing) {
            for (int parts : vmas) {
                sharers.forEach(dose -> block.add(new RmapScale(processes, dose, limit, parts)));
            }
        }
        return block;
    }
}
