package org.ksmlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.store.Json;

/**
 * The folder of a run: the plan, the result, and a folder for each trial, named after its arm and its number. A trial is finished when its
 * verdict is there, which is written last.
 */
public record CampaignFolder(Path path) {
    /** Ends the name of a trial's folder in which a killed campaign left half a trial. */
    private static final String ABORTED = ".aborted";

    private static final Pattern TRIAL_NAME = Pattern.compile(Arm.NAME + "-[0-9]+");

    /** The run's name. */
    public String name() {
        return path.getFileName().toString();
    }

    /** The folder of a trial, numbered from 1 within its arm, retries included. */
    public Path trial(String arm, int number) {
        return path.resolve(arm + "-" + number);
    }

    /** Those of the folders that are a trial's, by name: not what was set aside. */
    public List<Path> trials() {
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(Files::isDirectory)
                    .filter(folder ->
                            TRIAL_NAME.matcher(folder.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    /** Whether half a trial was set aside, and its number is used up. */
    public boolean isAborted(String arm, int number) {
        return Files.isDirectory(aborted(trial(arm, number)));
    }

    boolean isFinished(String arm, int number) {
        return Files.exists(trial(arm, number).resolve(Judgement.FILE));
    }

    /** What came of a finished trial. */
    TrialResult result(String arm, int number) {
        Path folder = trial(arm, number);
        Judgement judgement = Judgement.read(folder.resolve(Judgement.FILE));
        return TrialResult.of(
                judgement, TrialRecord.read(folder.resolve(Evidence.TRIAL)).phases());
    }

    /**
     * What was to be done.
     *
     * @throws UncheckedIOException if there is none, or it is of a newer version
     */
    public CampaignPlan plan() {
        return CampaignPlan.read(path.resolve(CampaignPlan.FILE));
    }

    /** @throws IllegalStateException if there is one already */
    void write(CampaignPlan plan) {
        Path file = path.resolve(CampaignPlan.FILE);
        if (Files.exists(file)) {
            throw new IllegalStateException(file + " is there already");
        }
        Json.write(file, plan);
    }

    void write(CampaignResult result) {
        Json.write(path.resolve(CampaignResult.FILE), result);
    }

    /** Makes an empty folder for a trial. */
    Path make(String arm, int number) {
        try {
            return Files.createDirectory(trial(arm, number));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + trial(arm, number), e);
        }
    }

    /**
     * Renames the folders of trials that are not finished, so that nobody takes what is in them for a trial's evidence.
     *
     * @return what they are called now
     */
    List<Path> setAsideUnfinished() {
        List<Path> aside = new ArrayList<>();
        for (Path folder : trials()) {
            if (!Files.exists(folder.resolve(Judgement.FILE))) {
                try {
                    aside.add(Files.move(folder, aborted(folder), StandardCopyOption.ATOMIC_MOVE));
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot set aside " + folder, e);
                }
            }
        }
        return aside;
    }

    private static Path aborted(Path trial) {
        return trial.resolveSibling(trial.getFileName() + ABORTED);
    }
}
