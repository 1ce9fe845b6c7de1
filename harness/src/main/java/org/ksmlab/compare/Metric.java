package org.ksmlab.compare;

import java.util.List;
import java.util.Optional;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;

/** What is measured in a trial, in seconds. */
public enum Metric {
    LONGEST_GUEST_STALL("longest guest stall") {
        @Override
        Optional<Double> of(TrialResult trial) {
            return trial.longestGuestStallSeconds();
        }
    },
    TRIGGER("trigger") {
        @Override
        Optional<Double> of(TrialResult trial) {
            return trial.triggerSeconds();
        }
    },
    MERGE("merge") {
        @Override
        Optional<Double> of(TrialResult trial) {
            return Optional.ofNullable(trial.phases().get("merge"));
        }
    };

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    /** As people read it. */
    public String label() {
        return label;
    }

    abstract Optional<Double> of(TrialResult trial);

    /** Of the arm's trials that gave an answer; the others may have been cut short. */
    double[] sample(ArmResult arm) {
        List<Double> values = arm.trials().stream()
                .filter(trial -> trial.verdict().isAnswer())
                .flatMap(trial -> of(trial).stream())
                .toList();
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
