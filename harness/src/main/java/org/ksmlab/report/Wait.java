package org.ksmlab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ksmlab.model.KeyValues;
import org.ksmlab.watch.WaitKind;

/**
 * A time in which each look at a task of the host found it waiting at the same place.
 *
 * @param comm the task's name: hostile text
 * @param startNs the first of these looks, on the host's CLOCK_MONOTONIC, in nanoseconds
 * @param endNs the first look that found something else
 * @param stack innermost frame first
 */
record Wait(long pid, long tid, String comm, long startNs, long endNs, List<String> stack) {
    /** Were the sampler itself kept from looking, nobody knows what the task did meanwhile. */
    private static final long LONGEST_GAP_NS = 1_000_000_000;

    private static final String NAME = " comm=";

    private record Place(long pid, long tid, String comm, List<String> stack) {
        Wait from(long startNs, long endNs) {
            return new Wait(pid, tid, comm, startNs, endNs, stack);
        }

        /** Where a line says that a task waits; null if it says something else. */
        static @Nullable Place of(String text, KeyValues line) {
            int name = text.indexOf(NAME);
            if (!line.word().equals("wait") || !line.has("pid") || !line.has("tid") || !line.has("stack") || name < 0) {
                return null;
            }
            // The name comes last because it may hold spaces.
            String comm = text.substring(name + NAME.length());
            List<String> stack = List.of(line.values().getOrDefault("stack", "").split(";"));
            return new Place(line.number("pid"), line.number("tid"), comm, stack);
        }
    }

    Wait {
        stack = List.copyOf(stack);
    }

    double seconds() {
        return (endNs - startNs) / 1e9;
    }

    WaitKind kind() {
        return WaitKind.of(stack);
    }

    /** The style sheet's name for what it waited for. */
    String style() {
        return switch (kind()) {
            case MIGRATION_ENTRY -> "migration";
            case PAGE_LOCK -> "page-lock";
            case MMAP_LOCK_WRITE -> "mmap-write";
            case MMAP_LOCK_READ -> "mmap-read";
            case RMAP_LOCK, IPI, OTHER -> "other";
        };
    }

    /** What {@code stacks} printed. Lines that were cut are left out. */
    static List<Wait> parse(List<String> lines) {
        Looks looks = new Looks();
        for (String text : lines) {
            KeyValues line = KeyValues.parse(text);
            Place place = Place.of(text, line);
            if (place != null) {
                looks.sees(place);
            } else if (line.word().equals("sample") && line.has("now_ns")) {
                looks.ends(line.number("now_ns"));
            }
        }
        return looks.waits();
    }

    /** One look at all tasks after the other; a wait goes on for as long as each of them finds it. */
    private static final class Looks {
        private final List<Wait> ended = new ArrayList<>();
        private final Set<Place> seen = new LinkedHashSet<>();
        private Map<Place, Long> since = new LinkedHashMap<>();
        private long lastNs;

        void sees(Place place) {
            seen.add(place);
        }

        void ends(long nowNs) {
            boolean gap = nowNs - lastNs > LONGEST_GAP_NS;
            long endNs = gap ? lastNs + LONGEST_GAP_NS : nowNs;
            Map<Place, Long> goOn = new LinkedHashMap<>();
            for (Place place : seen) {
                goOn.put(place, gap ? nowNs : since.getOrDefault(place, nowNs));
            }
            since.forEach((place, startNs) -> {
                if (gap || !seen.contains(place)) {
                    ended.add(place.from(startNs, endNs));
                }
            });
            since = goOn;
            seen.clear();
            lastNs = nowNs;
        }

        List<Wait> waits() {
            List<Wait> all = new ArrayList<>(ended);
            since.forEach((place, startNs) -> all.add(place.from(startNs, lastNs)));
            return all;
        }
    }
}
