package org.ksmlab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.store.VersionedFile;

/**
 * What a campaign is to do: {@code campaign.json} of its run's folder, written before the first trial, so that a killed campaign can be
 * continued.
 *
 * @param version of this record's shape
 * @param arms in the order in which they are shown
 * @param trials of each arm that give an answer; with a sequential rule, at most
 * @param retries trials of each arm that may be done again because they gave no answer
 * @param seed of the order
 * @param blocks the order of the trials: names of arms, each arm once in every block, so that what changes on the machine meanwhile meets
 *     all arms alike
 * @param sequential when an arm needs no more trials; empty: it gets all of them
 */
public record CampaignPlan(
        int version,
        List<PlannedArm> arms,
        int trials,
        int retries,
        long seed,
        List<List<String>> blocks,
        Optional<Sprt> sequential) {
    /** Its file in the run's folder. */
    public static final String FILE = "campaign.json";

    private static final VersionedFile<CampaignPlan> FORMAT = new VersionedFile<>(CampaignPlan.class, 1, List.of());

    public static final int VERSION = FORMAT.version();

    /** An arm, and what is done in it. */
    public record PlannedArm(Arm arm, Scenario scenario) {
        String name() {
            return arm.name();
        }
    }

    public CampaignPlan {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version);
        }
        List<String> names = arms.stream().map(PlannedArm::name).toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("arms: none");
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("arms: two of one name: " + String.join(", ", names));
        }
        if (trials < 1) {
            throw new IllegalArgumentException("trials: " + trials + ", must be at least 1");
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries + ", must be at least 0");
        }
        List<String> sorted = names.stream().sorted().toList();
        if (blocks.size() != trials
                || blocks.stream()
                        .anyMatch(block -> !block.stream().sorted().toList().equals(sorted))) {
            throw new IllegalArgumentException("blocks: not every arm once in each of " + trials);
        }
        arms = List.copyOf(arms);
        blocks = blocks.stream().map(List::copyOf).toList();
    }

    /** With an order drawn from the seed. */
    public static CampaignPlan of(
            List<PlannedArm> arms, int trials, int retries, Optional<Sprt> sequential, long seed) {
        List<String> names = arms.stream().map(PlannedArm::name).toList();
        return new CampaignPlan(VERSION, arms, trials, retries, seed, order(names, trials, seed), sequential);
    }

    /** A seed for a plan that nobody gave one; short, so that it can be typed. */
    public static long freshSeed() {
        return ThreadLocalRandom.current().nextInt(1_000_000);
    }

    /** One trial of each leaves nothing to balance: the arms come as they were named. */
    private static List<List<String>> order(List<String> names, int trials, long seed) {
        if (trials == 1) {
            return List.of(names);
        }
        Random random = new Random(seed);
        List<List<String>> blocks = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            List<String> block = new ArrayList<>(names);
            Collections.shuffle(block, random);
            blocks.add(block);
        }
        return blocks;
    }

    /**
     * Reads a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is of a newer version; the message names the file
     */
    public static CampaignPlan read(Path file) {
        return FORMAT.read(file);
    }
}
