package org.ksmlab.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;

/** Makes arms of trials. */
final class Arms {
    private Arms() {}

    static TrialResult answer(boolean reproduced, double stall, double trigger, double merge) {
        return new TrialResult(
                reproduced ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED,
                "why",
                Optional.of(45_056L),
                Optional.of(trigger),
                Optional.of(stall),
                Optional.of(0),
                Map.of(),
                Map.of("merge", merge));
    }

    static TrialResult noAnswer(Verdict verdict) {
        return new TrialResult(
                verdict,
                "why",
                Optional.empty(),
                Optional.of(1000.0),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    /** Reproduces always, and stalls its guests for 10 s and more. */
    static ArmResult broken(int trials) {
        List<TrialResult> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            all.add(answer(true, 10 + i, 40 + i, 20));
        }
        return new ArmResult("without-limit", Verdict.REPRODUCED, all);
    }

    /** Never reproduces, and stalls its guests for a tenth of a second. */
    static ArmResult fixed(int trials) {
        List<TrialResult> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            all.add(answer(false, 0.1, 20 + i, 20));
        }
        return new ArmResult("with-limit", Verdict.NOT_REPRODUCED, all);
    }
}
