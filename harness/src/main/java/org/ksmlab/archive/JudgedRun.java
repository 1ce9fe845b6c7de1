package org.ksmlab.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.store.Kept;

/**
 * A stored run whose evidence was judged again.
 *
 * @param trials by start
 * @param unreadable what could not be judged, and why
 * @param before what its folder said; empty if no trial had ended
 */
public record JudgedRun(
        RunFolder run, List<JudgedTrial> trials, List<Unreadable> unreadable, Optional<CampaignResult> before) {
    public JudgedRun {
        trials = List.copyOf(trials);
        unreadable = List.copyOf(unreadable);
    }

    /** Judges all trials of a run, as far as they can be read. Uses all CPUs; changes nothing. */
    public static JudgedRun judge(RunFolder run) {
        ConcurrentLinkedQueue<Unreadable> unreadable = new ConcurrentLinkedQueue<>();
        Optional<CampaignResult> before = Optional.empty();
        try {
            before = Files.exists(run.result()) ? Optional.of(CampaignResult.read(run.result())) : Optional.empty();
        } catch (RuntimeException e) {
            unreadable.add(Unreadable.of(run.result(), e));
        }
        List<JudgedTrial> trials = run.trials().parallelStream()
                .flatMap(trial -> judge(trial, unreadable))
                .sorted(Comparator.comparing(
                                (JudgedTrial trial) -> trial.trial().start())
                        .thenComparing(JudgedTrial::name))
                .toList();
        return new JudgedRun(
                run,
                trials,
                unreadable.stream()
                        .sorted(Comparator.comparing(Unreadable::path))
                        .toList(),
                before);
    }

    private static Stream<JudgedTrial> judge(Path trial, ConcurrentLinkedQueue<Unreadable> unreadable) {
        try {
            if (Unreadable.isUnfinished(trial)) {
                unreadable.add(Unreadable.unfinished(trial));
                return Stream.empty();
            }
            return Stream.of(JudgedTrial.judge(trial));
        } catch (RuntimeException e) {
            unreadable.add(Unreadable.of(trial, e));
            return Stream.empty();
        }
    }

    public Optional<Outcome> outcomeBefore() {
        return before.map(CampaignResult::outcome);
    }

    /** What the run's folder would say now. */
    public CampaignResult result() {
        Map<String, List<JudgedTrial>> byArm = new LinkedHashMap<>();
        for (JudgedTrial trial : trials) {
            byArm.computeIfAbsent(trial.trial().arm().name(), arm -> new ArrayList<>())
                    .add(trial);
        }
        return CampaignResult.of(
                run.path(),
                byArm.entrySet().stream()
                        .map(arm -> new ArmResult(
                                arm.getKey(),
                                arm.getValue().get(0).trial().arm().expected(),
                                arm.getValue().stream()
                                        .map(trial -> TrialResult.of(trial.now(), phases(trial)))
                                        .toList()))
                        .toList());
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

    /**
     * Has the run's folder say what this program says. What it said before is kept beside it, see {@link Kept}; what is the same is not
     * written.
     *
     * @throws IllegalStateException if something could not be read: the result would be without it
     */
    public void write() {
        if (!unreadable.isEmpty()) {
            throw new IllegalStateException(unreadable.get(0).why());
        }
        for (JudgedTrial trial : trials) {
            if (!trial.before().equals(Optional.of(trial.now()))) {
                Kept.write(trial.folder().resolve(Judgement.FILE), trial.now());
            }
        }
        CampaignResult result = result();
        // Where the run was when that was written may have changed, and is no reason to write.
        if (!before.map(CampaignResult::arms).equals(Optional.of(result.arms()))) {
            Kept.write(run.result(), result);
        }
    }
}
