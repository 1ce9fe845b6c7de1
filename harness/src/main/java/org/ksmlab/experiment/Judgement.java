package org.ksmlab.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.model.Verdict;

/**
 * What a judge says of a trial's evidence: {@code verdict.json} of its folder.
 *
 * @param reason the sentence that supports the verdict
 * @param preconditions by name
 * @param sharers mappings of the KSM page that had most, before the trigger
 * @param triggerSeconds of the longest migrate_pages(2) for a guest
 * @param longestGuestStallSeconds of those that overlap the trigger; 0 if there was none
 * @param softLockups that guests reported and that overlap the trigger
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Judgement(
        Verdict verdict,
        String reason,
        Map<String, Precondition> preconditions,
        Optional<Long> sharers,
        Optional<Double> triggerSeconds,
        Optional<Double> longestGuestStallSeconds,
        Optional<Integer> softLockups) {

    /**
     * Something that must hold for a trial to say anything.
     *
     * @param measured what was found
     * @param required what must be
     */
    public record Precondition(String measured, String required, boolean met) {}
}
