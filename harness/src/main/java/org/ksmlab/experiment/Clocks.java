package org.ksmlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ksmlab.command.Shell;
import org.ksmlab.console.ClockOffset;
import org.ksmlab.experiment.TrialRecord.ClockDifference;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;

/**
 * How the clocks of a trial's machines stand to ours and to each other, read several times while it goes on. Every reading is a line of
 * {@code clocks.jsonl} in the trial's folder.
 */
final class Clocks {
    /** The kernel lets nobody make a clock faster or slower by more than 500 ppm (MAXFREQ, include/linux/timex.h). */
    private static final double MOST_DRIFT = 500e-6;

    private final Path file;
    private final Map<Guest, List<Reading>> readings = new LinkedHashMap<>();

    /**
     * A line of the file.
     *
     * @param time ours, when it was read
     * @param monotonicZero our time when the machine's CLOCK_MONOTONIC was 0
     * @param realtimeAheadNs how far its CLOCK_REALTIME is ahead of ours, in nanoseconds
     * @param errorNs both are right within this
     */
    record Line(String machine, Instant time, Instant monotonicZero, long realtimeAheadNs, long errorNs) {}

    /** How far a guest's clock was ahead of its host's at some time. */
    record Reading(Instant time, ClockDifference ahead) {}

    /** @param folder the trial's */
    Clocks(Path folder) {
        file = folder.resolve("clocks.jsonl");
    }

    /**
     * Reads them all once more.
     *
     * @param rounds how many answers to take the best of
     */
    void read(Shell host, List<Guest> guests, int rounds, Deadline deadline) {
        List<Supplier<ClockOffset>> looks = new ArrayList<>();
        looks.add(() -> ClockOffset.measure(host, rounds, deadline));
        guests.forEach(guest -> looks.add(() -> ClockOffset.measure(guest.shell(), rounds, deadline)));
        List<ClockOffset> offsets = SideBySide.all("the clocks", deadline, looks);
        ClockOffset ofHost = offsets.get(0);
        keep(Consoles.HOST, ofHost);
        for (int i = 0; i < guests.size(); i++) {
            Guest guest = guests.get(i);
            ClockOffset ofGuest = offsets.get(1 + i);
            keep(guest.name(), ofGuest);
            // Who started later is behind.
            Duration ahead = Duration.between(ofGuest.monotonicZero(), ofHost.monotonicZero());
            Duration error = ofGuest.error().plus(ofHost.error());
            readings.computeIfAbsent(guest, key -> new ArrayList<>())
                    .add(new Reading(Instant.now(), new ClockDifference(ahead.toNanos(), error.toNanos())));
        }
    }

    private void keep(String machine, ClockOffset offset) {
        Line line = new Line(
                machine,
                Instant.now(),
                offset.monotonicZero(),
                offset.realtimeAhead().toNanos(),
                offset.error().toNanos());
        try {
            Files.writeString(file, Json.line(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** The guests that were asked, and how their clocks stood to the host's throughout, until {@code end}. */
    List<GuestClock> guests(Instant end) {
        return readings.entrySet().stream()
                .map(guest -> new GuestClock(
                        guest.getKey().name(), guest.getKey().pid(), Optional.of(throughout(guest.getValue(), end))))
                .toList();
    }

    /**
     * The difference that holds from the first reading to {@code end}: the best one's, with an error that leaves room for as much drift as
     * a kernel allows, and for as much more as the others prove.
     */
    static ClockDifference throughout(List<Reading> readings, Instant end) {
        Reading best = readings.stream()
                .min(Comparator.comparingLong(reading -> reading.ahead().errorNs()))
                .orElseThrow();
        Duration before = Duration.between(readings.get(0).time(), best.time());
        Duration after = Duration.between(best.time(), end);
        long longest = Math.max(before.toNanos(), after.toNanos());
        long error = best.ahead().errorNs() + (long) (MOST_DRIFT * longest);
        for (Reading other : readings) {
            long apart = Math.abs(other.ahead().differenceNs() - best.ahead().differenceNs());
            // Where that reading's own error cannot explain it, the clocks have moved.
            error = Math.max(error, apart - other.ahead().errorNs());
        }
        return new ClockDifference(best.ahead().differenceNs(), error);
    }
}
