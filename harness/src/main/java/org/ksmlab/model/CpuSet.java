package org.ksmlab.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A set of a host's CPUs, by their numbers. Its text is the kernel's list format, e.g. {@code 0-3,8}; see "cpu lists" in
 * Documentation/admin-guide/kernel-parameters.rst.
 *
 * @param cpus in ascending order; unmodifiable
 */
public record CpuSet(Set<Integer> cpus) {
    /** One above the highest CPU number of any x86 kernel (NR_CPUS with MAXSMP): a wider range is no list of CPUs. */
    private static final int LIMIT = 8192;

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4}))?");

    public CpuSet {
        NavigableSet<Integer> sorted = new TreeSet<>(cpus);
        if (!sorted.isEmpty() && (sorted.first() < 0 || sorted.last() >= LIMIT)) {
            throw new IllegalArgumentException("cpus: " + sorted);
        }
        cpus = Collections.unmodifiableNavigableSet(sorted);
    }

    public static CpuSet of(Integer... cpus) {
        return new CpuSet(Set.copyOf(Arrays.asList(cpus)));
    }

    /**
     * Reads the list format, as {@code Cpus_allowed_list} and a node's {@code cpulist} have it. No text is no CPUs, as a node
     * without any says.
     *
     * @throws IllegalArgumentException if the text is no such list
     */
    public static CpuSet parse(String list) {
        BitSet bits = new BitSet();
        String text = list.strip();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new IllegalArgumentException("CPU list: '" + list + "'");
            }
            int from = Integer.parseInt(range.group(1));
            int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
            if (to < from || to >= LIMIT) {
                throw new IllegalArgumentException("CPU list: '" + list + "'");
            }
            bits.set(from, to + 1);
        }
        return new CpuSet(bits.stream().boxed().collect(Collectors.toSet()));
    }

    public boolean contains(int cpu) {
        return cpus.contains(cpu);
    }

    public boolean isEmpty() {
        return cpus.isEmpty();
    }

    public CpuSet without(int cpu) {
        Set<Integer> rest = new TreeSet<>(cpus);
        rest.remove(cpu);
        return new CpuSet(rest);
    }

    /** The list format; empty for no CPUs. */
    @Override
    public String toString() {
        StringJoiner list = new StringJoiner(",");
        BitSet bits = new BitSet();
        cpus.forEach(bits::set);
        int from = bits.nextSetBit(0);
        while (from >= 0) {
            int end = bits.nextClearBit(from);
            list.add(end - 1 == from ? String.valueOf(from) : from + "-" + (end - 1));
            from = bits.nextSetBit(end);
        }
        return list.toString();
    }
}
