package org.ksmlab.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.model.Verdict;

/**
 * What came of a campaign; also what {@code --format json} prints.
 *
 * @param run the run's folder
 */
public record CampaignResult(Outcome outcome, String run, List<ArmResult> arms) {
    /** Whether it was as the arms' expectations say. */
    public enum Outcome {
        AS_EXPECTED,
        NOT_AS_EXPECTED,
        /** An arm has no answer. */
        UNKNOWN
    }

    /** An arm's trials in the order in which they were done. */
    public record ArmResult(String name, Verdict expected, List<TrialResult> trials) {
        public ArmResult {
            trials = List.copyOf(trials);
        }
    }

    /**
     * A trial, see {@link Judgement}.
     *
     * @param phases seconds of each, in order
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record TrialResult(
            Verdict verdict,
            String reason,
            Optional<Long> sharers,
            Optional<Double> triggerSeconds,
            Optional<Double> longestGuestStallSeconds,
            Optional<Integer> softLockups,
            Map<String, Precondition> preconditions,
            Map<String, Double> phases) {
        static TrialResult of(Judgement judgement, Map<String, Double> phases) {
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
