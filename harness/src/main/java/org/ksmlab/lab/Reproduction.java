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
import org.ksmlab.kernels.Kernels;
import org.ksmlab.model.Verdict;

/** The main job: a scenario on the lab host, without and with the limit on sharing, or on a kernel without and one with the fix. */
public final class Reproduction {
    private final Workplace workplace;
    private final Progress progress;

    public Reproduction(Workplace workplace, Progress progress) {
        this.workplace = workplace;
        this.progress = progress;
    }

    /**
     * The arms that compare kernels: each keeps its own limit on sharing.
     *
     * @param kernels names or paths: the first without the fix, the second with it
     */
    public static List<Arm> armsOf(List<String> kernels) {
        if (kernels.size() != 2 || kernels.get(0).equals(kernels.get(1))) {
            throw new IllegalArgumentException("two kernels, one without and one with the fix, not " + kernels);
        }
        String first = Kernels.label(kernels.get(0));
        String second = Kernels.label(kernels.get(1));
        return List.of(
                Arm.ofKernel(first, kernels.get(0), Verdict.REPRODUCED),
                Arm.ofKernel(second.equals(first) ? second + "-2" : second, kernels.get(1), Verdict.NOT_REPRODUCED));
    }

    /**
     * Boots a lab host unless one is up, runs all arms, and leaves things as they were.
     *
     * @param trials of each arm that give an answer
     * @param retries of each arm
     * @param runs where the run's folder goes
     * @param sshPort of the lab host on 127.0.0.1; empty: any free one
     * @throws LabInUseException if another process uses the lab host
     */
    public CampaignResult run(
            Scenario scenario, List<Arm> arms, int trials, int retries, Path runs, OptionalInt sshPort) {
        List<PlannedArm> planned =
                arms.stream().map(arm -> new PlannedArm(arm, scenario)).toList();
        CampaignPlan plan = CampaignPlan.of(planned, trials, retries, Optional.empty(), CampaignPlan.freshSeed());
        return new LabCampaigns(workplace, progress, sshPort).start(plan, "reproduce", runs);
    }
}
