package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ksmlab.compare.Sweep;
import org.ksmlab.experiment.RmapScaleResult;

/**
 * The folder of a sweep that was killed.
 *
 * @param path its real path
 * @param sweep what it says of itself
 */
record SweepFolder(Path path, Sweep sweep) {
    /** Ends the name of a trial's folder in which a killed sweep left half a trial. */
    private static final String ABORTED = ".aborted";

    /** @throws UncheckedIOException if it holds no sweep, or one of another version; the message names the file */
    static SweepFolder of(Path folder) {
        Sweep sweep = Sweep.read(folder.resolve(Sweep.FILE));
        try {
            return new SweepFolder(folder.toRealPath(), sweep);
        } catch (IOException e) {
            throw new UncheckedIOException("no such run: " + folder, e);
        }
    }

    /** What came of its finished trials, by the names of their folders, in the order in which they ended. Those of others are set aside. */
    Map<String, RmapScaleResult> takeUp() {
        Map<String, RmapScaleResult> results = new LinkedHashMap<>();
        for (Path trial : trials()) {
            Path result = trial.resolve(RmapScaleResult.FILE);
            if (Files.exists(result)) {
                results.put(trial.getFileName().toString(), RmapScaleResult.read(result));
            } else {
                setAside(trial);
            }
        }
        return results;
    }

    private List<Path> trials() {
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().contains(ABORTED))
                    .sorted(Comparator.comparing(SweepFolder::ended))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    private static FileTime ended(Path trial) {
        try {
            Path result = trial.resolve(RmapScaleResult.FILE);
            return Files.getLastModifiedTime(Files.exists(result) ? result : trial);
        } catch (IOException e) {
            throw new UncheckedIOException(trial.toString(), e);
        }
    }

    /** A second one of the same name goes beside the first. */
    private static void setAside(Path trial) {
        Path aside = trial.resolveSibling(trial.getFileName() + ABORTED);
        for (int i = 2; Files.exists(aside); i++) {
            aside = trial.resolveSibling(trial.getFileName() + ABORTED + "-" + i);
        }
        try {
            Files.move(trial, aside);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set aside " + trial, e);
        }
    }
}
