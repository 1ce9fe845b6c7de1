package org.ksmlab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ksmlab.model.KeyValues;

/**
 * What the processes of the program {@code mergers} said of their reads of a merged page. Times are the host's CLOCK_MONOTONIC, in
 * nanoseconds.
 *
 * @param vmas of each process's memory; older logs do not tell
 * @param watched by process: from its first to its last beat it did read
 * @param stalls reads that took long
 */
record ReaderLog(Map<Long, Long> vmas, Map<Long, Span> watched, List<ReadStall> stalls) {
    record Span(long startNs, long endNs) {
        double seconds() {
            return (endNs - startNs) / 1e9;
        }

        boolean overlaps(Span other) {
            return startNs <= other.endNs && other.startNs <= endNs;
        }

        boolean contains(Span other) {
            return startNs <= other.startNs && other.endNs <= endNs;
        }
    }

    record ReadStall(long pid, Span when) {}

    ReaderLog {
        vmas = Map.copyOf(vmas);
        watched = Map.copyOf(watched);
        stalls = List.copyOf(stalls);
    }

    /** A line that was cut is left out. */
    static ReaderLog parse(String text) {
        Map<Long, Long> vmas = new LinkedHashMap<>();
        lines(text, "filled", "seconds")
                .filter(line -> line.has("vmas"))
                .forEach(line -> vmas.put(line.number("pid"), line.number("vmas")));
        Map<Long, Span> watched = new LinkedHashMap<>();
        lines(text, "beat", "longest_us").forEach(line -> {
            long now = line.number("now_ns");
            watched.merge(
                    line.number("pid"), new Span(now, now), (before, beat) -> new Span(before.startNs(), beat.endNs()));
        });
        List<ReadStall> stalls = lines(text, "stall", "length_us")
                .map(line ->
                        new ReadStall(line.number("pid"), new Span(line.number("start_ns"), line.number("end_ns"))))
                .toList();
        return new ReaderLog(vmas, watched, stalls);
    }

    /** @param last the last key: a line without it has been cut */
    private static Stream<KeyValues> lines(String text, String word, String last) {
        return text.lines().map(KeyValues::parse).filter(line -> line.word().equals(word) && line.has(last));
    }

    /** The longest read that overlaps a time, in seconds; 0 if none took long. */
    double longestSeconds(Span time) {
        return stalls.stream()
                .map(ReadStall::when)
                .filter(time::overlaps)
                .mapToDouble(Span::seconds)
                .max()
                .orElse(0);
    }
}
