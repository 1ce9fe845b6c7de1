package org.ksmlab.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.archive.JudgedRun;
import org.ksmlab.archive.JudgedTrial;
import org.ksmlab.archive.JudgedTrial.Change;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;

/** What came of judging runs again, for programs: a line for each trial and for whatever could not be read. */
final class AnalysisJson {
    private AnalysisJson() {}

    /**
     * A trial.
     *
     * @param run the run's folder
     * @param before null if it had not been judged
     */
    private record Trial(
            String run,
            String trial,
            Verdict verdict,
            Optional<Verdict> before,
            List<Change> changes,
            Judgement judgement) {
        static Trial of(JudgedRun run, JudgedTrial trial) {
            return new Trial(
                    run.run().path().toString(),
                    trial.name(),
                    trial.now().verdict(),
                    trial.verdictBefore(),
                    trial.changes(),
                    trial.now());
        }
    }

    /**
     * What could not be read.
     *
     * @param path of the trial's folder, or of a file of the run
     */
    private record Refused(String run, String path, String unreadable) {}

    static String lines(JudgedRun run) {
        Stream<Object> trials = run.trials().stream().map(trial -> Trial.of(run, trial));
        Stream<Object> refused = run.unreadable().stream()
                .map(one -> new Refused(run.run().path().toString(), one.path(), one.why()));
        return Stream.concat(trials, refused)
                .map(line -> Json.line(line) + "\n")
                .collect(Collectors.joining());
    }
}
