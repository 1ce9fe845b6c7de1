package org.ksmlab.report;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ksmlab.experiment.CampaignFolder;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.store.Invocation;

/**
 * A run, as its folder has it.
 *
 * @param name the folder's name
 * @param invocation the command that made it; empty if it was not recorded
 */
public record StoredRun(String name, CampaignResult.Outcome outcome, Optional<Invocation> invocation, List<Arm> arms) {
    /** One side of the comparison and its trials, in the order in which they were done. */
    record Arm(ArmResult result, List<StoredTrial> trials) {
        String name() {
            return HostileText.line(result.name());
        }

        List<StoredTrial> answers() {
            return trials.stream()
                    .filter(trial -> trial.result().verdict().isAnswer())
                    .toList();
        }
    }

    public StoredRun {
        arms = List.copyOf(arms);
    }

    /** Whether a folder holds a run of which at least one trial has ended. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(CampaignResult.FILE));
    }

    /**
     * Reads a run's folder.
     *
     * @throws UncheckedIOException if it is none, or of another version; the message names the file
     */
    public static StoredRun read(Path folder) {
        CampaignResult result = CampaignResult.read(folder.resolve(CampaignResult.FILE));
        List<Arm> arms = new ArrayList<>();
        for (ArmResult arm : result.arms()) {
            List<StoredTrial> trials = new ArrayList<>();
            for (int number = 1; number <= arm.trials().size(); number++) {
                trials.add(StoredTrial.read(
                        new CampaignFolder(folder).trial(arm.name(), number),
                        number,
                        arm.trials().get(number - 1)));
            }
            arms.add(new Arm(arm, trials));
        }
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return new StoredRun(name, result.outcome(), Invocation.read(folder), arms);
    }

    List<StoredTrial> trials() {
        return arms.stream().flatMap(arm -> arm.trials().stream()).toList();
    }

    /** What was measured in each trial of which it could be read. */
    List<TrialRecord> records() {
        return trials().stream().flatMap(trial -> trial.record().stream()).toList();
    }
}
