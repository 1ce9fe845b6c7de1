package org.ksmlab.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.model.Verdict;
import org.ksmlab.statistics.Proportion;
import org.ksmlab.store.VersionedFile;

/**
 * What came of a campaign: {@code result.json} of its run's folder; also what {@code --format json} prints.
 *
 * @param version of this record's shape
 * @param run the run's folder, where it was when this was written
 */
public record CampaignResult(int version, Outcome outcome, String run, List<ArmResult> arms) {
    /** Its file in the run's folder. */
    public static final String FILE = "result.json";

    private static final VersionedFile<CampaignResult> FORMAT =
            new VersionedFile<>(CampaignResult.class, 0, List.of(CampaignResult::toVersion1));

    public static final int VERSION = FORMAT.version();

    /** Whether it was as the arms' expectations say. */
    public enum Outcome {
        AS_EXPECTED,
        NOT_AS_EXPECTED,
        /** An arm has no answer. */
        UNKNOWN
    }

    /** An arm's trials in the order in which they were done: each at the place of its number, see {@link CampaignFolder#trial}. */
    public record ArmResult(String name, Verdict expected, List<TrialResult> trials) {
        public ArmResult {
            Arm.requireName(name); // a result may come from anywhere
            trials = List.copyOf(trials);
        }

        /** How many of the trials that gave an answer reproduced the bug. */
        public Proportion reproduced() {
            return new Proportion(count(Verdict.REPRODUCED), count(Verdict.REPRODUCED) + count(Verdict.NOT_REPRODUCED));
        }

        private int count(Verdict verdict) {
            return (int)
                    trials.stream().filter(trial -> trial.verdict() == verdict).count();
        }
    }

    /**
     * A trial, see {@link Judgement}.
     *
     * @param phases seconds of each, in order
     */
    public record TrialResult(
            Verdict verdict,
            String reason,
            Optional<Long> sharers,
            Optional<Double> triggerSeconds,
            Optional<Double> longestGuestStallSeconds,
            Optional<Integer> softLockups,
            Map<String, Precondition> preconditions,
            Map<String, Double> phases) {
        public static TrialResult of(Judgement judgement, Map<String, Double> phases) {
            return new TrialResult(
                    judgement.verdict(),
                    judgement.reason(),
                    judgement.sharers(),
                    judgement.triggerSeconds(),
                    judgement.longestGuestStallSeconds(),
                    judgement.softLockups(),
                    judgement.preconditions(),
                    phases);
        }

        /** Of a trial that a killed campaign left half done: nobody looked at it to the end. */
        public static TrialResult aborted() {
            return new TrialResult(
                    Verdict.INFRA,
                    "aborted: the campaign was killed while this trial ran",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Map.of());
        }
    }

    public CampaignResult {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version);
        }
        arms = List.copyOf(arms);
    }

    /** What came of these arms. */
    public static CampaignResult of(Path run, List<ArmResult> arms) {
        return new CampaignResult(VERSION, outcome(arms), run.toString(), arms);
    }

    private static void toVersion1(ObjectNode result) {
        for (JsonNode arm : result.path("arms")) {
            for (JsonNode trial : arm.path("trials")) {
                if (trial instanceof ObjectNode object) {
                    Judgement.nameMeasurements(object);
                }
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is of a newer version; the message names the file
     */
    public static CampaignResult read(Path file) {
        return FORMAT.read(file);
    }

    /** As expected if every answer is the expected one and every arm has one; a single other answer spoils it. */
    static Outcome outcome(List<ArmResult> arms) {
        boolean spoilt = arms.stream()
                .anyMatch(arm -> arm.trials().stream()
                        .map(TrialResult::verdict)
                        .anyMatch(verdict -> verdict.isAnswer() && verdict != arm.expected()));
        boolean allAnswered = arms.stream()
                .allMatch(arm -> arm.trials().stream().anyMatch(trial -> trial.verdict() == arm.expected()));
        return spoilt ? Outcome.NOT_AS_EXPECTED : allAnswered ? Outcome.AS_EXPECTED : Outcome.UNKNOWN;
    }
}
