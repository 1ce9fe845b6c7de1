package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.host.RunningKernel;
import org.ksmlab.model.GuestSpec;
import org.ksmlab.model.HostState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.model.TunableChange;
import org.ksmlab.store.VersionedFile;

/**
 * What was measured in a trial, and nothing judged: {@code trial.json} of a trial's folder. What is empty was not measured. The guests'
 * stalls and the consoles are files beside it.
 *
 * @param version of this record's shape
 * @param failure why we could not look to the end
 * @param notMerged why KSM did not merge what it should have
 * @param kernel the host's, as uname -rv says
 * @param hostKernel which build of it ran; older records do not have it
 * @param phases seconds of each phase, in order
 * @param guests names, and how their clocks stand to the host's
 * @param forbiddenCpuThreads threads of guests that after the trigger were allowed on host CPUs that no guest may use
 * @param quietFromNs from here to the trigger nothing but the load should make guests stall; host's CLOCK_MONOTONIC, in nanoseconds
 * @param tunables of the host, that the trial changed
 */
public record TrialRecord(
        int version,
        String run,
        Arm arm,
        int number,
        Scenario scenario,
        String host,
        boolean emulated,
        int sourceNode,
        int targetNode,
        String kernel,
        Optional<RunningKernel> hostKernel,
        Instant start,
        Instant end,
        Optional<String> failure,
        Optional<String> notMerged,
        Map<String, Double> phases,
        List<GuestClock> guests,
        Optional<HostState> merged,
        Optional<Sharers> sharers,
        Optional<Map<Integer, Long>> pagesBefore,
        Optional<Map<Integer, Long>> pagesAfter,
        List<MigrateCall> migrateCalls,
        List<String> forbiddenCpuThreads,
        Optional<Long> quietFromNs,
        List<TunableChange> tunables) {
    private static final VersionedFile<TrialRecord> FORMAT = new VersionedFile<>(
            TrialRecord.class, 1, List.of(first -> first.putArray("tunables"))); // which it did not tell

    public static final int VERSION = FORMAT.version();

    /**
     * A guest, and how its clock stands to its host's.
     *
     * @param pid of the guest's QEMU process
     * @param ahead how far the guest's clock was ahead of the host's throughout the trial; empty if it was not measured
     */
    public record GuestClock(String name, long pid, Optional<ClockDifference> ahead) {
        public GuestClock {
            GuestSpec.requireName(name); // files are named after it, and a record may come from anywhere
        }
    }

    /**
     * Between the CLOCK_MONOTONIC of two machines, in nanoseconds.
     *
     * @param errorNs the difference is right within this
     */
    public record ClockDifference(long differenceNs, long errorNs) {}

    public TrialRecord {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version);
        }
    }

    /**
     * Reads a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is none of this version; the message names the file
     */
    public static TrialRecord read(Path file) {
        return FORMAT.read(file);
    }
}
