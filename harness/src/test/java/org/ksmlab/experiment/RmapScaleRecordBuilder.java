package org.ksmlab.experiment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;

/** A trial in which all went as it should; tests change one thing at a time. */
final class RmapScaleRecordBuilder {
    static final long PID = 100;
    static final long TRIGGER_START_NS = 10_000_000_000L;
    static final long TRIGGER_END_NS = 12_500_000_000L;

    RmapScale scale = new RmapScale(2, 10_000, KsmState.UNLIMITED);
    Optional<String> failure = Optional.empty();
    Optional<String> notMerged = Optional.empty();
    Optional<Sharers> sharers = Optional.of(new Sharers(10_000, 1, 10_000));
    Optional<Map<Integer, Long>> pagesBefore = Optional.of(Map.of(0, 5_000L));
    Optional<Map<Integer, Long>> pagesAfter = Optional.of(Map.of(1, 5_000L));
    List<MigrateCall> calls = List.of(new MigrateCall(
            200, "migrate", PID, TRIGGER_START_NS, OptionalLong.of(TRIGGER_END_NS), OptionalLong.of(0)));

    RmapScaleRecord build() {
        return new RmapScaleRecord(
                RmapScaleRecord.VERSION,
                "run",
                1,
                scale,
                "the lab host",
                true,
                0,
                1,
                "6.1.0",
                Instant.EPOCH,
                Instant.EPOCH,
                failure,
                notMerged,
                Map.of("merge", 4.5),
                List.of(PID, PID + 1),
                sharers,
                pagesBefore,
                pagesAfter,
                calls,
                Optional.of(TRIGGER_START_NS - 3_000_000_000L));
    }
}
