package org.ksmlab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.store.VersionedFile;

/**
 * What came of a trial of {@link RmapScale}: {@code scale.json} of its folder.
 *
 * @param version of this record's shape
 * @param reason why there is no point; with one, what it says
 * @param preconditions by name
 * @param point empty unless the outcome is {@link Outcome#MEASURED}
 */
public record RmapScaleResult(
        int version,
        String arm,
        RmapScale scale,
        int number,
        Outcome outcome,
        String reason,
        Map<String, Precondition> preconditions,
        Optional<Point> point,
        String kernel,
        String host,
        boolean emulated) {
    /** Its file in the trial's folder. */
    public static final String FILE = "scale.json";

    private static final VersionedFile<RmapScaleResult> FORMAT =
            new VersionedFile<>(RmapScaleResult.class, 1, List.of(RmapScale::withOneVma));

    public static final int VERSION = FORMAT.version();

    /** Whether it says anything about the kernel. */
    public enum Outcome {
        /** All preconditions were measured and met. */
        MEASURED,
        /** One was not. */
        INVALID,
        /** We failed to look. */
        INFRA
    }

    /**
     * A dose and what it did.
     *
     * @param sharers the dose: mappings of the one KSM page, or with a limit of all pages that would be one without it
     * @param longestNode mappings of the KSM page that had most
     * @param mergeSeconds from the start of ksmd until so many were merged
     * @param triggerSeconds of migrate_pages(2), as the kernel traced it; of all calls, where it took several to move the pages
     * @param longestStallSeconds the longest read of a merged page that overlaps one; 0 if none took 0.2 ms
     * @param quietStallSeconds likewise in the seconds before the first: what the machine does to reads anyway
     */
    public record Point(
            long sharers,
            long longestNode,
            double mergeSeconds,
            double triggerSeconds,
            double longestStallSeconds,
            double quietStallSeconds) {}

    public RmapScaleResult {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version);
        }
        if (point.isPresent() != (outcome == Outcome.MEASURED)) {
            throw new IllegalArgumentException("point: " + point + " of a trial that is " + outcome);
        }
    }

    /**
     * Reads a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is of a newer version; the message names the file
     */
    public static RmapScaleResult read(Path file) {
        return FORMAT.read(file);
    }
}
