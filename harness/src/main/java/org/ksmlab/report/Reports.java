package org.ksmlab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Writes reports of a run into its folder. */
public final class Reports {
    private Reports() {}

    /**
     * Replaces those that are there.
     *
     * @return the files, in the order of the formats
     * @throws UncheckedIOException if the run cannot be read or a report not be written; the message names the file
     */
    public static List<Path> write(Path run, Collection<ReportFormat> formats) {
        StoredRun stored = StoredRun.read(run);
        List<Path> files = new ArrayList<>();
        for (ReportFormat format : formats) {
            Path file = run.resolve(format.file());
            replace(file, format.of(stored));
            files.add(file);
        }
        return files;
    }

    /** Never half written: somebody may be looking at the one before. */
    private static void replace(Path file, String text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
