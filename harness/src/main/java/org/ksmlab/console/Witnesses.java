package org.ksmlab.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which records of several channels are one line of one kernel: same machine, same text, and the same kernel time, or, where a
 * channel does not say, within some seconds of each other. A channel may be late by as many lines as are remembered.
 */
final class Witnesses {
    /** More than a kernel's log holds by default, which a channel that connects late brings at once. */
    static final int MOST_LINES = 16 << 10;

    /** More of a line is not compared, so that memory is bounded whatever a console says. */
    private static final int MOST_CHARACTERS = 256;

    /** How many lines of the same text are looked at, the newest first: a console that says nothing else shall not cost more and more. */
    private static final int MOST_ALIKE = 1024;

    /** All channels say microseconds, cut from the same nanoseconds; a console that rounds is still right to this. */
    private static final Duration TOLERANCE = Duration.ofMillis(1);

    /** For channels without kernel times. */
    private static final Duration ARRIVAL = Duration.ofSeconds(10);

    private final Map<Line, Deque<Seen>> byLine = new HashMap<>();
    private final Deque<Seen> all = new ArrayDeque<>();
    private long events;

    /**
     * What a record is.
     *
     * @param event counts from 1; the same for all witnesses of it
     * @param witness 1 for the channel that told it first
     */
    record Sighting(long event, int witness) {}

    private record Line(String machine, String text) {}

    private record Moment(Line line, Optional<Duration> kernelTime) {}

    /** A line that was told, and by whom so far. */
    private record Seen(long event, Moment moment, Instant received, List<String> sources) {
        boolean mayBe(ConsoleRecord record, Moment other) {
            if (sources.contains(record.source())) {
                return false;
            }
            Optional<Duration> apart =
                    moment.kernelTime().flatMap(time -> other.kernelTime().map(time::minus));
            return apart.map(time -> time.abs().compareTo(TOLERANCE) <= 0)
                    .orElseGet(() ->
                            Duration.between(received, record.received()).abs().compareTo(ARRIVAL) <= 0);
        }
    }

    /** Takes the next record. */
    Sighting see(ConsoleRecord record) {
        List<Moment> moments = record.lost() > 0 ? List.of() : moments(record);
        Optional<Seen> told = moments.stream().findFirst().flatMap(first -> find(record, first));
        long event = told.map(Seen::event).orElseGet(() -> ++events);
        for (Moment moment : moments) {
            find(record, moment)
                    .orElseGet(() -> remember(event, moment, record.received()))
                    .sources()
                    .add(record.source());
        }
        return new Sighting(event, told.map(seen -> seen.sources().size()).orElse(1));
    }

    /** The newest first: after a reboot the same lines come at the same times. */
    private Optional<Seen> find(ConsoleRecord record, Moment moment) {
        return byLine.getOrDefault(moment.line(), new ArrayDeque<>()).stream()
                .limit(MOST_ALIKE)
                .filter(seen -> seen.mayBe(record, moment))
                .findFirst();
    }

    private Seen remember(long event, Moment moment, Instant received) {
        Seen seen = new Seen(event, moment, received, new ArrayList<>(2));
        byLine.computeIfAbsent(moment.line(), line -> new ArrayDeque<>(1)).addFirst(seen);
        all.add(seen);
        if (all.size() > MOST_LINES) {
            Line oldest = all.remove().moment().line();
            byLine.computeIfPresent(oldest, (line, same) -> {
                same.removeLast();
                return same.isEmpty() ? null : same;
            });
        }
        return seen;
    }

    /** A record of the kernel's log may have several lines; a console tells them one by one, each with the record's time before it. */
    private static List<Moment> moments(ConsoleRecord record) {
        return record.text()
                .lines()
                .filter(text -> !text.isBlank())
                .map(text -> record.sequence().isPresent()
                        ? moment(record, text, record.kernelTime())
                        : printed(record, ConsoleLine.parse(1, text)))
                .toList();
    }

    private static Moment printed(ConsoleRecord record, ConsoleLine line) {
        Double seconds = line.kernelTime();
        return moment(
                record,
                line.text(),
                seconds == null ? Optional.empty() : Optional.of(Duration.ofNanos(Math.round(seconds * 1e9))));
    }

    private static Moment moment(ConsoleRecord record, String text, Optional<Duration> time) {
        String compared = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        return new Moment(new Line(record.machine(), compared), time);
    }
}
