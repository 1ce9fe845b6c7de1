package org.ksmlab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes reports of a run into its folder. */
public final class Reports {
    private Reports() {}

    /**
     * The formats that there are for what a folder holds: all of them for a run; a sweep's {@code sweep.json} is for programs as it is.
     */
    public static Set<ReportFormat> formats(Path run) {
        return StoredSweep.isIn(run)
                ? EnumSet.of(ReportFormat.HTML, ReportFormat.TEXT)
                : EnumSet.allOf(ReportFormat.class);
    }

    /** Whether a folder holds a run or a sweep of which at least one trial has ended. */
    public static boolean isPossible(Path run) {
        return StoredRun.isIn(run) || StoredSweep.isIn(run);
    }

    /**
     * Replaces those that are there.
     *
     * @param formats some of {@link #formats(Path)}
     * @return the files, in the order of the formats
     * @throws UncheckedIOException if the run cannot be read or a report not be written; the message names the file
     */
    public static List<Path> write(Path run, Collection<ReportFormat> formats) {
        Function<ReportFormat, String> text = texts(run);
        List<Path> files = new ArrayList<>();
        for (ReportFormat format : formats) {
            Path file = run.resolve(format.file());
            replace(file, text.apply(format));
            files.add(file);
        }
        return files;
    }

    private static Function<ReportFormat, String> texts(Path run) {
        if (!StoredSweep.isIn(run)) {
            StoredRun stored = StoredRun.read(run);
            return format -> format.of(stored);
        }
        StoredSweep stored = StoredSweep.read(run);
        return format -> switch (format) {
            case HTML -> SweepHtml.of(stored);
            case TEXT -> SweepText.of(stored);
            case JSON, JUNIT -> throw new IllegalArgumentException("format: " + format + " of a sweep");
        };
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
