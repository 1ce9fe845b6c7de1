package org.ksmlab.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.Progress;
import org.ksmlab.experiment.Scenario;

/** The main job: a scenario on the lab host, without and with the limit on sharing. */
public final class Reproduction {
    private final Workplace workplace;
    private final Progress progress;

    public Reproduction(Workplace workplace, Progress progress) {
        this.workplace = workplace;
        this.progress = progress;
    }

    /**
     * Boots a lab host unless one is up, runs both arms, and leaves things as they were.
     *
     * @param trials of each arm that give an answer
     * @param retries of each arm
     * @param runs where the run's folder goes
     * @param sshPort of the lab host on 127.0.0.1; empty: any free one
     * @throws LabInUseException if another process uses the lab host
     */
    public CampaignResult run(Scenario scenario, int trials, int retries, Path runs, OptionalInt sshPort) {
        List<PlannedArm> arms =
                List.of(new PlannedArm(Arm.WITHOUT_LIMIT, scenario), new PlannedArm(Arm.WITH_LIMIT, scenario));
        CampaignPlan plan = CampaignPlan.of(arms, trials, retries, Optional.empty(), CampaignPlan.freshSeed());
        return new LabCampaigns(workplace, progress, sshPort).start(plan, "reproduce", runs);
    }
}
