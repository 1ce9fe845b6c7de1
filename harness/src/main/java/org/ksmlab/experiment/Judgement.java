package org.ksmlab.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.VersionedFile;

/**
 * What a judge says of a trial's evidence: {@code verdict.json} of its folder. What is empty was not measured.
 *
 * @param version of this record's shape
 * @param reason the sentence that supports the verdict
 * @param preconditions by name
 * @param sharers mappings of the KSM page that had most, before the trigger
 * @param triggerSeconds of the longest migrate_pages(2) for a guest
 * @param longestGuestStallSeconds of those that overlap the trigger; 0 if there was none
 * @param softLockups that guests reported and that overlap the trigger
 * @param findings all that the classifier found, whatever they mean; empty if judged by a ksmlab that did not write them down
 */
public record Judgement(
        int version,
        Verdict verdict,
        String reason,
        Map<String, Precondition> preconditions,
        Optional<Long> sharers,
        Optional<Double> triggerSeconds,
        Optional<Double> longestGuestStallSeconds,
        Optional<Integer> softLockups,
        Optional<List<Reported>> findings) {
    /** Its file in the trial's folder. */
    public static final String FILE = "verdict.json";

    private static final VersionedFile<Judgement> FORMAT =
            new VersionedFile<>(Judgement.class, 0, List.of(Judgement::toVersion1));

    public static final int VERSION = FORMAT.version();

    /**
     * Something that must hold for a trial to say anything.
     *
     * @param measured what was found
     * @param required what must be
     */
    public record Precondition(String measured, String required, boolean met) {}

    /**
     * A kernel's report, see {@link Finding}.
     *
     * @param console {@code host}, or the guest's name
     * @param line the number of its first line there, from 1
     */
    public record Reported(String console, FindingKind kind, String title, long line) {
        static Reported of(String console, Finding finding) {
            return new Reported(console, finding.kind(), finding.title(), finding.line());
        }
    }

    public Judgement {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version);
        }
    }

    private static void toVersion1(ObjectNode judgement) {
        nameMeasurements(judgement);
        judgement.putNull("findings");
    }

    /** Before version 1, here and in {@link CampaignResult}, what was not measured was left out. */
    static void nameMeasurements(ObjectNode object) {
        for (String key : List.of("sharers", "trigger_seconds", "longest_guest_stall_seconds", "soft_lockups")) {
            if (!object.has(key)) {
                object.putNull(key);
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is of a newer version; the message names the file
     */
    public static Judgement read(Path file) {
        return FORMAT.read(file);
    }
}
