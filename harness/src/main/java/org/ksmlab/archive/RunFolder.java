package org.ksmlab.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.experiment.CampaignFolder;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.experiment.SweepPlan;

/** The folder of a run: what came of it, and a folder for each trial. It may have been made on any machine. */
public record RunFolder(Path path) {
    public RunFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** All folders in this one, by name, whatever is in them but for sweeps, which are kept there too; none if it does not exist. */
    public static List<RunFolder> allIn(Path runs) {
        if (!Files.exists(runs)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> !isSweep(folder))
                    .sorted()
                    .map(RunFolder::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(runs + ": " + e.getMessage(), e);
        }
    }

    private static boolean isSweep(Path path) {
        return Files.exists(path.resolve(SweepPlan.FILE));
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    public Path plan() {
        return path.resolve(CampaignPlan.FILE);
    }

    public Path result() {
        return path.resolve(CampaignResult.FILE);
    }

    /** Those of its folders that are a trial's, by name; a trial that was killed is one too, until it is set aside. */
    public List<Path> trials() {
        return campaign().trials();
    }

    CampaignFolder campaign() {
        return new CampaignFolder(path);
    }

    /**
     * Makes sure that it is a run's.
     *
     * @throws UncheckedIOException if it is not; the message names it
     */
    public void require() {
        String why = whyNoRun();
        if (!why.isEmpty()) {
            throw new UncheckedIOException(path + ": " + why, new IOException(why));
        }
    }

    /** Empty if it is one. */
    private String whyNoRun() {
        if (!Files.exists(path)) {
            return "no such folder";
        }
        if (!Files.isDirectory(path)) {
            return "not a folder";
        }
        if (isSweep(path)) {
            return "a sweep's folder, which has nothing to judge again: ksmlab report writes its reports,"
                    + " ksmlab sweep --resume continues it";
        }
        return Files.exists(result()) || !trials().isEmpty()
                ? ""
                : "not a run's folder: it has neither " + CampaignResult.FILE + " nor a trial's folder";
    }

    /** Another text whenever a file that says what came of the run was added, replaced, changed or removed. */
    public String fingerprint() {
        try {
            return Stream.concat(
                            Stream.of(result()),
                            trials().stream()
                                    .flatMap(trial ->
                                            Stream.of(trial.resolve(Evidence.TRIAL), trial.resolve(Judgement.FILE))))
                    .map(this::fingerprint)
                    .collect(Collectors.joining("\n"));
        } catch (UncheckedIOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String fingerprint(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return path.relativize(file) + " " + now.size() + " "
                    + now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException e) {
            return path.relativize(file) + " missing";
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
