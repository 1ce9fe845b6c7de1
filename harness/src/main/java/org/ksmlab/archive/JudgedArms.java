package org.ksmlab.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignFolder;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;

/** A run's arms, with what is now said of their trials, each at its number's place. */
final class JudgedArms {
    private final Map<String, Verdict> expected = new LinkedHashMap<>();
    private final CampaignFolder run;
    private final Optional<CampaignResult> before;
    private final List<JudgedTrial> trials;

    /**
     * Those that were planned, that the result had or that have a trial: one without an answer leaves the outcome open.
     *
     * @param before the result
     */
    JudgedArms(
            CampaignFolder run,
            Optional<CampaignPlan> plan,
            Optional<CampaignResult> before,
            List<JudgedTrial> trials) {
        this.run = run;
        this.before = before;
        this.trials = trials;
        plan.ifPresent(one -> one.arms().forEach(planned -> expect(planned.arm())));
        before.ifPresent(one -> one.arms().forEach(arm -> expected.putIfAbsent(arm.name(), arm.expected())));
        trials.forEach(trial -> expect(trial.trial().arm()));
    }

    private void expect(Arm arm) {
        expected.putIfAbsent(arm.name(), arm.expected());
    }

    List<ArmResult> results() {
        return expected.entrySet().stream()
                .map(arm -> new ArmResult(arm.getKey(), arm.getValue(), trialsOf(arm.getKey())))
                .toList();
    }

    /** As far as they have no gap. */
    private List<TrialResult> trialsOf(String arm) {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> trial(arm, number))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<TrialResult> trial(String arm, int number) {
        if (run.isAborted(arm, number)) {
            return Optional.of(TrialResult.aborted());
        }
        return judged(arm)
                .filter(trial -> trial.trial().number() == number)
                .findFirst()
                .map(trial -> TrialResult.of(trial.now(), phases(trial)));
    }

    private Stream<JudgedTrial> judged(String arm) {
        return trials.stream().filter(trial -> trial.trial().arm().name().equals(arm));
    }

    /** The folder of each arm's first trial that has none, although the result or the number of a later one tells of it. */
    List<Path> missing() {
        return expected.keySet().stream().flatMap(this::missing).toList();
    }

    private Stream<Path> missing(String arm) {
        int next = trialsOf(arm).size() + 1;
        int last = Stream.concat(
                        judged(arm).map(trial -> trial.trial().number()),
                        resultOf(arm).map(result -> result.trials().size()))
                .max(Comparator.naturalOrder())
                .orElse(0);
        Path folder = run.trial(arm, next);
        return next <= last && Files.notExists(folder) ? Stream.of(folder) : Stream.empty();
    }

    private Stream<ArmResult> resultOf(String arm) {
        return before.stream()
                .flatMap(result -> result.arms().stream())
                .filter(result -> result.name().equals(arm));
    }

    /** The run's result knows more than the trial does: how long its host took to be ready. */
    private Map<String, Double> phases(JudgedTrial trial) {
        int number = trial.trial().number();
        return resultOf(trial.trial().arm().name())
                .filter(arm -> number >= 1 && number <= arm.trials().size())
                .map(arm -> arm.trials().get(number - 1).phases())
                .findFirst()
                .orElse(trial.trial().phases());
    }
}
