package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.ksmlab.model.HostState;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;

/** Writes trials' folders as a campaign on a host would. */
public final class StoredTrials {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private StoredTrials() {}

    /** A finished trial whose guests stalled for so long. */
    public static void write(Path folder, Arm arm, Scenario scenario, int number, Verdict verdict, double stall) {
        writeRecord(folder, arm, scenario, number);
        boolean measured = verdict.isAnswer();
        Json.write(
                folder.resolve(Judgement.FILE),
                new Judgement(
                        Judgement.VERSION,
                        verdict,
                        "why",
                        Map.of(),
                        measured ? Optional.of(sharers(arm, scenario)) : Optional.empty(),
                        measured ? Optional.of(20 + stall) : Optional.empty(),
                        measured ? Optional.of(stall) : Optional.empty(),
                        measured ? Optional.of(0) : Optional.empty(),
                        Optional.empty()));
    }

    /** A trial that has not been judged yet. */
    public static void writeRecord(Path folder, Arm arm, Scenario scenario, int number) {
        TrialRecord record = new TrialRecord(
                TrialRecord.VERSION,
                "a-run",
                arm,
                number,
                scenario,
                "the lab host",
                true,
                0,
                1,
                "6.1.0",
                Optional.empty(),
                START,
                START.plus(Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.empty(),
                Map.of("merge", 10.0),
                List.of(),
                Optional.of(merged(arm)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        Json.write(folder.resolve(Evidence.TRIAL), record);
    }

    private static long sharers(Arm arm, Scenario scenario) {
        return Math.min(arm.maxPageSharing().orElse(KsmState.UNLIMITED), scenario.identicalPages());
    }

    private static HostState merged(Arm arm) {
        OptionalLong limit = arm.maxPageSharing().map(OptionalLong::of).orElse(OptionalLong.empty());
        KsmState ksm = new KsmState(1, limit, 1_000, 61_440, 0, 3, OptionalLong.of(0), OptionalLong.of(0));
        return new HostState(0, ksm, Map.of());
    }
}
