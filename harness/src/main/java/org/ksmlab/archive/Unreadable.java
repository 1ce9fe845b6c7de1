package org.ksmlab.archive;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ksmlab.experiment.Evidence;

/**
 * Something in the archive that could not be read.
 *
 * @param path of the folder or file
 * @param why one line, which may quote what was read: hostile text
 */
public record Unreadable(String path, String why) {
    /** What reading it ended with. Whatever a folder holds, it must not keep the others from being read. */
    static Unreadable of(Path path, RuntimeException failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        String line = message.lines().findFirst().orElse("");
        if (failure instanceof UncheckedIOException) {
            return new Unreadable(path.toString(), line); // it names the file
        }
        boolean speaksForItself = failure instanceof IllegalArgumentException && !line.isEmpty();
        String what = speaksForItself ? line : failure.getClass().getSimpleName() + ": " + line;
        return new Unreadable(path.toString(), path + ": " + what);
    }

    /** A trial's folder that has nothing to read yet. */
    static Unreadable unfinished(Path trial) {
        return new Unreadable(
                trial.toString(), trial + ": no " + Evidence.TRIAL + ": the trial was killed, or goes on");
    }

    /** A trial's folder that must have been there. */
    static Unreadable missing(Path trial) {
        return new Unreadable(trial.toString(), trial + ": no such folder, but the run had that trial");
    }

    static boolean isUnfinished(Path trial) {
        return Files.notExists(trial.resolve(Evidence.TRIAL));
    }
}
