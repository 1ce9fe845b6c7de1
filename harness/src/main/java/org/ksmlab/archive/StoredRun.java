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
public record StoredRun(String name, Optional<Outcome> outcome, List<StoredTrial> trials, List<Unreadable> unreadable) {
    public StoredRun {
        trials = List.copyOf(trials);
        unreadable = List.copyOf(unreadable);
    }

    /** Reads a run, as far as it can be read. */
    public static StoredRun read(RunFolder run) {
        Optional<Outcome> outcome = Optional.empty();
        List<StoredTrial> trials = new ArrayList<>();
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
        trials.sort(Comparator.comparing(StoredTrial::start).thenComparing(StoredTrial::name));
        return new StoredRun(run.name(), outcome, trials, unreadable);
    }

    private static StoredTrial read(Path trial) {
        return StoredTrial.of(
                trial.getFileName().toString(),
                TrialRecord.read(trial.resolve(Evidence.TRIAL)),
                Judgement.ifJudged(trial));
    }
}
