package org.ksmlab.archive;

import java.time.Instant;
import java.util.Optional;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.model.Verdict;

/**
 * A trial in short.
 *
 * @param name of its folder
 * @param kernel release and version, as uname(1) has them; empty if the trial failed before that was known
 * @param verdict empty if it was not judged
 */
public record TrialSummary(
        String name, String arm, String kernel, String host, Instant start, Optional<Verdict> verdict) {
    static TrialSummary of(String name, TrialRecord trial, Optional<Judgement> judgement) {
        return new TrialSummary(
                name,
                trial.arm().name(),
                trial.kernel(),
                trial.host(),
                trial.start(),
                judgement.map(Judgement::verdict));
    }
}
