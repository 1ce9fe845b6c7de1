package org.ksmlab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.statistics.Proportion;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.statistics.Sprt.Decision;

/**
 * Many trials, in the order of the plan. A trial that gives no answer is done again, within a budget, and stays in the result. A campaign
 * that is continued goes through its plan from the start; for trials that are finished it takes what is on disk.
 */
public final class Campaign {
    private final CampaignPlan plan;
    private final CampaignFolder run;
    private final Trials trials;
    private final Progress progress;
    private final Map<String, ArmState> arms = new LinkedHashMap<>();

    /** How far an arm has got. */
    private static final class ArmState {
        private final PlannedArm planned;
        private final List<TrialResult> results = new ArrayList<>();
        private int retriesLeft;
        private boolean decided;

        ArmState(PlannedArm planned, int retries) {
            this.planned = planned;
            this.retriesLeft = retries;
        }

        int nextNumber() {
            return results.size() + 1;
        }

        ArmResult result() {
            return new ArmResult(planned.name(), planned.arm().expected(), results);
        }
    }

    private Campaign(CampaignPlan plan, CampaignFolder run, Trials trials, Progress progress) {
        this.plan = plan;
        this.run = run;
        this.trials = trials;
        this.progress = progress;
        plan.arms().forEach(arm -> arms.put(arm.name(), new ArmState(arm, plan.retries())));
    }

    /**
     * A new one. Writes down the plan.
     *
     * @param run the run's folder, which exists
     */
    public static Campaign start(CampaignPlan plan, CampaignFolder run, Trials trials, Progress progress) {
        run.write(plan);
        return new Campaign(plan, run, trials, progress);
    }

    /**
     * One that was begun and not finished, which nobody else is at. What it left half done is set aside and counts as a trial that we failed
     * to look at, but not as a retry.
     */
    public static Campaign resume(CampaignFolder run, Trials trials, Progress progress) {
        CampaignPlan plan = run.plan();
        run.setAsideUnfinished().forEach(folder -> progress.event("set aside half a trial: " + folder));
        return new Campaign(plan, run, trials, progress);
    }

    /** Runs it all. The result is also in the run's folder, brought up to date after each trial. */
    public CampaignResult run() {
        for (List<String> block : plan.blocks()) {
            for (String name : block) {
                ArmState arm = arms.get(name);
                if (arm != null && !arm.decided) {
                    answer(arm);
                    plan.sequential().ifPresent(rule -> arm.decided = isDecided(arm, rule));
                }
            }
        }
        return save();
    }

    /** Does trials of an arm until one gives an answer or its budget is spent. */
    private void answer(ArmState arm) {
        TrialResult result = next(arm);
        while (!result.verdict().isAnswer() && arm.retriesLeft > 0) {
            arm.retriesLeft--;
            result = next(arm);
        }
    }

    private TrialResult next(ArmState arm) {
        String name = arm.planned.name();
        while (run.isAborted(name, arm.nextNumber())) {
            arm.results.add(TrialResult.aborted());
        }
        int number = arm.nextNumber();
        if (run.isFinished(name, number)) {
            TrialResult kept = run.result(name, number);
            arm.results.add(kept);
            return kept;
        }
        Path folder = run.make(name, number);
        trials.run(arm.planned, number, folder);
        TrialResult fresh = run.result(name, number);
        arm.results.add(fresh);
        progress.event(name + " " + number + ": " + fresh.verdict() + ": " + fresh.reason());
        save();
        return fresh;
    }

    private boolean isDecided(ArmState arm, Sprt rule) {
        Proportion seen = arm.result().reproduced();
        Decision decision = rule.decide(seen);
        if (decision == Decision.CONTINUE) {
            return false;
        }
        progress.event(arm.planned.name() + ": decided by " + seen.hits() + " of " + seen.trials() + " reproduced: "
                + decision);
        return true;
    }

    private CampaignResult save() {
        CampaignResult result = CampaignResult.of(
                run.path(), arms.values().stream().map(ArmState::result).toList());
        run.write(result);
        return result;
    }
}
