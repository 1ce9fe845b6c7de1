package org.ksmlab.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.store.Kept;

/**
 * A stored run whose evidence was judged again.
 *
 * @param trials by start
 * @param unreadable what could not be judged, and why
 * @param before what its folder said; empty if no trial had ended
 * @param now what its folder would say; empty as long as something is unreadable: it would be without that
 */
public record JudgedRun(
        RunFolder run,
        List<JudgedTrial> trials,
        List<Unreadable> unreadable,
        Optional<CampaignResult> before,
        Optional<CampaignResult> now) {
    public JudgedRun {
        trials = List.copyOf(trials);
        unreadable = List.copyOf(unreadable);
    }

    /** Judges all trials of a run, as far as they can be read. Uses all CPUs; changes nothing. */
    public static JudgedRun judge(RunFolder run) {
        ConcurrentLinkedQueue<Unreadable> unreadable = new ConcurrentLinkedQueue<>();
        Optional<CampaignPlan> plan = ifThere(run.plan(), CampaignPlan::read, unreadable);
        Optional<CampaignResult> before = ifThere(run.result(), CampaignResult::read, unreadable);
        List<JudgedTrial> trials = run.trials().parallelStream()
                .flatMap(trial -> judge(trial, unreadable))
                .sorted(Comparator.comparing(
                                (JudgedTrial trial) -> trial.trial().start())
                        .thenComparing(JudgedTrial::name))
                .toList();
        JudgedArms arms = new JudgedArms(run.campaign(), plan, before, trials);
        arms.missing().forEach(trial -> unreadable.add(Unreadable.missing(trial)));
        return new JudgedRun(
                run,
                trials,
                unreadable.stream()
                        .sorted(Comparator.comparing(Unreadable::path))
                        .toList(),
                before,
                unreadable.isEmpty() ? Optional.of(CampaignResult.of(run.path(), arms.results())) : Optional.empty());
    }

    private static <T> Optional<T> ifThere(
            Path file, Function<Path, T> reader, ConcurrentLinkedQueue<Unreadable> unreadable) {
        try {
            return Files.exists(file) ? Optional.of(reader.apply(file)) : Optional.empty();
        } catch (RuntimeException e) {
            unreadable.add(Unreadable.of(file, e));
            return Optional.empty();
        }
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

    public Optional<Outcome> outcomeNow() {
        return now.map(CampaignResult::outcome);
    }

    /**
     * Has the run's folder say what this program says. What it said before is kept beside it, see {@link Kept}; what is the same is not
     * written.
     *
     * @throws IllegalStateException if something could not be read
     */
    public void write() {
        CampaignResult result = now.orElseThrow(
                () -> new IllegalStateException(unreadable.get(0).why()));
        for (JudgedTrial trial : trials) {
            if (!trial.before().equals(Optional.of(trial.now()))) {
                Kept.write(trial.folder().resolve(Judgement.FILE), trial.now());
            }
        }
        // Where the run was when that was written may have changed, and is no reason to write.
        if (!before.map(CampaignResult::arms).equals(Optional.of(result.arms()))) {
            Kept.write(run.result(), result);
        }
    }
}
