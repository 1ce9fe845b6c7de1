package org.ksmlab.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the program {@code stacks} printed: who slept uninterruptibly each time it looked, and where.
 *
 * @param looksNs when it looked at all tasks, on the host's CLOCK_MONOTONIC, in nanoseconds
 * @param waits in the order in which they were seen
 */
public record WaitLog(List<Long> looksNs, List<TaskWait> waits) {
    /** Nothing was looked at. */
    public static final WaitLog EMPTY = new WaitLog(List.of(), List.of());

    /** Were the sampler itself kept from looking, nobody knows what a task did meanwhile. */
    private static final long LONGEST_GAP_NS = 1_000_000_000;

    /** The name is the last: it may hold anything but control characters. */
    private static final Pattern WAIT =
            Pattern.compile("wait now_ns=(\\d{1,18}) pid=(\\d{1,10}) tid=(\\d{1,10}) stack=([^ ]*) comm=(.*)");

    private static final Pattern LOOK = Pattern.compile("sample now_ns=(\\d{1,18}) tasks=\\d+ took_us=\\d+");

    public WaitLog {
        looksNs = List.copyOf(looksNs);
        waits = List.copyOf(waits);
    }

    /** Reads a file. A line that was cut is left out, and so is a look that was. */
    public static WaitLog read(Path file) throws IOException {
        List<Long> looks = new ArrayList<>();
        List<TaskWait> waits = new ArrayList<>();
        List<TaskWait> look = new ArrayList<>();
        Map<String, List<String>> stacks = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher wait = WAIT.matcher(line);
                Matcher end = LOOK.matcher(line);
                if (wait.matches()) {
                    List<String> frames = stacks.computeIfAbsent(wait.group(4), stack -> List.of(stack.split(";", -1)));
                    look.add(new TaskWait(
                            Long.parseLong(wait.group(1)),
                            Long.parseLong(wait.group(2)),
                            Long.parseLong(wait.group(3)),
                            wait.group(5),
                            frames,
                            WaitKind.of(frames)));
                } else if (end.matches()) {
                    looks.add(Long.parseLong(end.group(1)));
                    waits.addAll(look);
                    look.clear();
                }
            }
        }
        return new WaitLog(looks, waits);
    }

    /** Only what was seen from a moment to another. */
    public WaitLog between(long startNs, long endNs) {
        return new WaitLog(
                looksNs.stream().filter(ns -> ns >= startNs && ns <= endNs).toList(),
                waits.stream()
                        .filter(wait -> wait.nowNs() >= startNs && wait.nowNs() <= endNs)
                        .toList());
    }

    private record Place(long pid, long tid, String comm, List<String> frames) {}

    /** The waits as times, by their start. One that the last look found ends with it: nobody looked again. */
    public List<Wait> intervals() {
        Map<Long, Long> ends = ends();
        List<Wait> intervals = new ArrayList<>();
        Map<Place, Integer> latest = new HashMap<>();
        for (TaskWait wait : waits) {
            long endNs = ends.getOrDefault(wait.nowNs(), wait.nowNs());
            Place place = new Place(wait.pid(), wait.tid(), wait.comm(), wait.frames());
            Integer before = latest.get(place);
            if (before != null && intervals.get(before).endNs() == wait.nowNs()) {
                intervals.set(before, intervals.get(before).until(endNs));
            } else {
                latest.put(place, intervals.size());
                intervals.add(
                        new Wait(wait.pid(), wait.tid(), wait.comm(), wait.nowNs(), endNs, wait.frames(), wait.kind()));
            }
        }
        return intervals;
    }

    /** How long these of its waits lasted in all: as long as their {@link #intervals}. */
    public double seconds(Collection<TaskWait> some) {
        Map<Long, Long> ends = ends();
        return some.stream()
                        .mapToLong(wait -> ends.getOrDefault(wait.nowNs(), wait.nowNs()) - wait.nowNs())
                        .sum()
                / 1e9;
    }

    /** Until when it was as each look found it: the next look, if that came in time. */
    private Map<Long, Long> ends() {
        Map<Long, Long> ends = new HashMap<>();
        for (int i = 0; i < looksNs.size(); i++) {
            long look = looksNs.get(i);
            long next = i + 1 < looksNs.size() ? looksNs.get(i + 1) : look;
            ends.put(look, Math.min(next, look + LONGEST_GAP_NS));
        }
        return ends;
    }

    /** The processes whose mmap_lock somebody waited to write: a task of theirs, or khugepaged. */
    public Set<Long> mmapLockWriters() {
        Set<Long> processes = new TreeSet<>(khugepagedTargets());
        waits.stream()
                .filter(TaskWait::isOwnMmapLock)
                .filter(wait -> wait.kind() == WaitKind.MMAP_LOCK_WRITE)
                .map(TaskWait::pid)
                .forEach(processes::add);
        return processes;
    }

    /**
     * The processes whose memory khugepaged waited to collapse. Its stack does not tell; but readers of an mmap_lock wait only behind a
     * writer, so where khugepaged waits to write, and in just one process tasks wait to read that has no writer of its own, it is that
     * one's.
     */
    public Set<Long> khugepagedTargets() {
        Set<Long> targets = new TreeSet<>();
        for (Collection<TaskWait> look : byLook()) {
            boolean waits =
                    look.stream().anyMatch(wait -> wait.isKhugepaged() && wait.kind() == WaitKind.MMAP_LOCK_WRITE);
            Set<Long> unexplained = waits ? processes(look, WaitKind.MMAP_LOCK_READ) : new HashSet<>();
            unexplained.removeAll(processes(look, WaitKind.MMAP_LOCK_WRITE));
            if (unexplained.size() == 1) {
                targets.addAll(unexplained);
            }
        }
        return targets;
    }

    private static Set<Long> processes(Collection<TaskWait> look, WaitKind kind) {
        return look.stream()
                .filter(wait -> wait.isOwnMmapLock() && wait.kind() == kind)
                .map(TaskWait::pid)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Collection<List<TaskWait>> byLook() {
        return waits.stream()
                .collect(Collectors.groupingBy(TaskWait::nowNs, LinkedHashMap::new, Collectors.toList()))
                .values();
    }
}
