package org.ksmlab.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.experiment.TrialRecord;

/**
 * A run in short: what can be searched for.
 *
 * @param name of its folder
 * @param outcome empty if no trial ended
 * @param trials by start
 * @param unreadable what else is there
 */
public record RunSummary(
        String name, Optional<Outcome> outcome, List<TrialSummary> trials, List<Unreadable> unreadable) {
    public RunSummary {
        trials = List.copyOf(trials);
        unreadable = List.copyOf(unreadable);
    }

    /** Reads a run, as far as it can be read. */
    public static RunSummary read(RunFolder run) {
        Optional<Outcome> outcome = Optional.empty();
        List<TrialSummary> trials = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        List<Path> folders = List.of();
        try {
            run.require();
            folders = run.trials();
            outcome = Files.exists(run.result())
                    ? Optional.of(CampaignResult.read(run.result()).outcome())
                    : Optional.empty();
        } catch (RuntimeException e) {
            unreadable.add(Unreadable.of(run.path(), e));
        }
        for (Path trial : folders) {
            try {
                if (Unreadable.isUnfinished(trial)) {
                    unreadable.add(Unreadable.unfinished(trial));
                } else {
                    trials.add(read(trial));
                }
            } catch (RuntimeException e) {
                unreadable.add(Unreadable.of(trial, e));
            }
        }
        trials.sort(Comparator.comparing(TrialSummary::start).thenComparing(TrialSummary::name));
        return new RunSummary(run.name(), outcome, trials, unreadable);
    }

    private static TrialSummary read(Path trial) {
        return TrialSummary.of(
                trial.getFileName().toString(),
                TrialRecord.read(trial.resolve(Evidence.TRIAL)),
                Judgement.ifJudged(trial));
    }
}
