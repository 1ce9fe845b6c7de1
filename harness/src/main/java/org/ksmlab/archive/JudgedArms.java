package org.ksmlab.archive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;

/** A run's arms, with what is now said of their trials. */
final class JudgedArms {
    private final Map<String, Verdict> expected = new LinkedHashMap<>();
    private final Optional<CampaignResult> before;
    private final List<JudgedTrial> trials;

    /**
     * Those that were planned, that the result had or that have a trial: one without an answer leaves the outcome open.
     *
     * @param before the result
     */
    JudgedArms(Optional<CampaignPlan> plan, Optional<CampaignResult> before, List<JudgedTrial> trials) {
        this.before = before;
        this.trials = trials;
        plan.ifPresent(one -> one.arms().forEach(planned -> expect(planned.arm())));
        before.ifPresent(one -> one.arms().forEach(arm -> expected.putIfAbsent(arm.name(), arm.expected())));
        trials.forEach(trial -> expect(trial.trial().arm()));
    }

    private void expect(Arm arm) {
        expected.putIfAbsent(arm.name(), arm.expected());
    }

    List<ArmResult> results() {
        return expected.entrySet().stream()
                .map(arm -> new ArmResult(arm.getKey(), arm.getValue(), trialsOf(arm.getKey())))
                .toList();
    }

    private List<TrialResult> trialsOf(String arm) {
        return trials.stream()
                .filter(trial -> trial.trial().arm().name().equals(arm))
                .map(trial -> TrialResult.of(trial.now(), phases(trial)))
                .toList();
    }

    /** The run's result knows more than the trial does: how long its host took to be ready. */
    private Map<String, Double> phases(JudgedTrial trial) {
        int number = trial.trial().number();
        return before.stream()
                .flatMap(result -> result.arms().stream())
                .filter(arm -> arm.name().equals(trial.trial().arm().name()))
                .filter(arm -> number >= 1 && number <= arm.trials().size())
                .map(arm -> arm.trials().get(number - 1).phases())
                .findFirst()
                .orElse(trial.trial().phases());
    }
}
