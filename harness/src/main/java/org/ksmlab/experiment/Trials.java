package org.ksmlab.experiment;

import java.nio.file.Path;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;

/** Does the trials of a campaign. */
@FunctionalInterface
public interface Trials {
    /**
     * Does one and judges it. When this returns, {@code trial.json} and the verdict are in the folder, the verdict as the last. What it
     * throws ends the campaign, which can be continued.
     *
     * @param number within its arm, from 1, retries included
     * @param folder the trial's; exists and is empty
     */
    void run(PlannedArm arm, int number, Path folder);
}
