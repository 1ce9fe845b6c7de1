package org.ksmlab.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of many ASCII strings a text contains, in one pass over it (Aho and Corasick, 1975). It looks at each character
 * of the text once, whatever the text and however many strings there are.
 */
final class LiteralIndex {
    private static final int ALPHABET = 128;

    /** Where state {@code s} goes on character {@code c}: {@code next[s * ALPHABET + c]}. State 0 is the start. */
    private final int[] next;

    /** Which strings end in a state; null for none. */
    private final @Nullable BitSet[] found;

    LiteralIndex(List<String> strings) {
        int states = 1 + strings.stream().mapToInt(String::length).sum();
        next = new int[states * ALPHABET];
        Arrays.fill(next, -1);
        found = new BitSet[states];
        int used = 1;
        for (int i = 0; i < strings.size(); i++) {
            int state = 0;
            for (char c : strings.get(i).toCharArray()) {
                if (c >= ALPHABET) {
                    throw new IllegalArgumentException("not ASCII: " + strings.get(i));
                }
                int edge = state * ALPHABET + c;
                if (next[edge] < 0) {
                    next[edge] = used++;
                }
                state = next[edge];
            }
            add(state, i);
        }
        linkFailures();
    }

    private void add(int state, int string) {
        BitSet strings = found[state];
        if (strings == null) {
            strings = new BitSet();
            found[state] = strings;
        }
        strings.set(string);
    }

    /** Breadth first: where a string cannot go on, go on from the longest suffix that is the start of one. */
    private void linkFailures() {
        int[] failure = new int[found.length];
        Deque<Integer> queue = new ArrayDeque<>(List.of(0));
        while (!queue.isEmpty()) {
            int state = queue.remove();
            BitSet shorter = found[failure[state]];
            if (shorter != null) {
                shorter.stream().forEach(string -> add(state, string));
            }
            for (int c = 0; c < ALPHABET; c++) {
                int edge = state * ALPHABET + c;
                int fallback = state == 0 ? 0 : next[failure[state] * ALPHABET + c];
                if (next[edge] < 0) {
                    next[edge] = fallback;
                } else {
                    failure[next[edge]] = fallback;
                    queue.add(next[edge]);
                }
            }
        }
    }

    /** The indices of the strings that the text contains, in ascending order; mostly none. */
    List<Integer> in(String text) {
        BitSet all = null;
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = c < ALPHABET ? next[state * ALPHABET + c] : 0;
            BitSet here = found[state];
            if (here != null) {
                if (all == null) {
                    all = new BitSet();
                }
                all.or(here);
            }
        }
        if (all == null) {
            return List.of();
        }
        List<Integer> indices = new ArrayList<>(all.cardinality());
        all.stream().forEach(indices::add);
        return indices;
    }
}
