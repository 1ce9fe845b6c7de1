package org.ksmlab.cli;

import java.util.List;
import java.util.Optional;
import org.ksmlab.archive.JudgedRun;
import org.ksmlab.archive.JudgedTrial;
import org.ksmlab.archive.JudgedTrial.Change;
import org.ksmlab.model.Verdict;

/** What came of judging runs again, for people: a line for each trial, and below it what is not as it was. */
final class AnalysisText {
    private AnalysisText() {}

    static String of(JudgedRun run) {
        StringBuilder text = new StringBuilder();
        for (JudgedTrial trial : run.trials()) {
            line(
                    text,
                    run.run().name() + "/" + trial.name() + ": " + trial.now().verdict() + was(trial));
            trial.changes().stream()
                    .filter(change -> !change.what().equals("verdict"))
                    .forEach(change -> change(text, change));
        }
        run.outcomeNow()
                .filter(now -> !run.outcomeBefore().equals(Optional.of(now)))
                .ifPresent(now -> line(text, run.run().name() + ": " + now + ", was " + before(run)));
        return text.toString();
    }

    private static String before(JudgedRun run) {
        return run.outcomeBefore().map(Enum::name).orElse("not known");
    }

    private static String was(JudgedTrial trial) {
        if (trial.hasOtherVerdict()) {
            return ", was " + trial.verdictBefore().map(Verdict::name).orElse("not judged");
        }
        return trial.changes().isEmpty() ? ", as before" : ", as before, but";
    }

    private static void change(StringBuilder text, Change change) {
        line(text, "  " + change.what() + ": " + change.now().orElse("none"));
        line(text, "    was: " + change.before().orElse("none"));
    }

    static String summary(List<JudgedRun> runs) {
        List<JudgedTrial> trials =
                runs.stream().flatMap(run -> run.trials().stream()).toList();
        long otherVerdict = trials.stream().filter(JudgedTrial::hasOtherVerdict).count();
        long same = trials.stream().filter(trial -> trial.changes().isEmpty()).count();
        long unreadable =
                runs.stream().mapToLong(run -> run.unreadable().size()).sum();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "trials: " + trials.size() + "; as before: " + same + "; another verdict: " + otherVerdict
                        + "; the same verdict, but else not as before: " + (trials.size() - same - otherVerdict)
                        + "; not readable: " + unreadable);
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(TerminalProgress.printable(line)).append(System.lineSeparator());
    }
}
