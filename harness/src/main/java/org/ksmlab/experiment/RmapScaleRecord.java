package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.store.VersionedFile;

/**
 * What was measured in a trial of {@link RmapScale}, and nothing judged: {@code measured.json} of its folder. What is empty was not
 * measured. What the readers and the host said are files beside it.
 *
 * @param version of this record's shape
 * @param number of this trial within its arm and dose, from 1, retries included
 * @param failure why we could not look to the end
 * @param notMerged why KSM did not merge what it should have
 * @param phases seconds of each phase, in order
 * @param sharers when all was merged
 * @param pagesBefore of the process that is moved, by node, before the trigger
 * @param pagesAfter likewise after it
 * @param quietFromNs from here to the trigger the processes only read; host's CLOCK_MONOTONIC, in nanoseconds
 */
public record RmapScaleRecord(
        int version,
        String run,
        int number,
        RmapScale scale,
        String host,
        boolean emulated,
        int sourceNode,
        int targetNode,
        String kernel,
        Instant start,
        Instant end,
        Optional<String> failure,
        Optional<String> notMerged,
        Map<String, Double> phases,
        List<Long> processes,
        Optional<Sharers> sharers,
        Optional<Map<Integer, Long>> pagesBefore,
        Optional<Map<Integer, Long>> pagesAfter,
        List<MigrateCall> migrateCalls,
        Optional<Long> quietFromNs) {
    /** Its file in the trial's folder. */
    public static final String FILE = "measured.json";

    private static final VersionedFile<RmapScaleRecord> FORMAT =
            new VersionedFile<>(RmapScaleRecord.class, 1, List.of(RmapScale::withOneVma));

    public static final int VERSION = FORMAT.version();

    public RmapScaleRecord {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version);
        }
    }

    /**
     * Reads a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is of a newer version; the message names the file
     */
    static RmapScaleRecord read(Path file) {
        return FORMAT.read(file);
    }
}
