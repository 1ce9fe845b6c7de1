package org.ksmlab.model;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What KSM says of itself in /sys/kernel/mm/ksm; see Documentation/admin-guide/mm/ksm.rst. Counts are of 4 KiB pages.
 *
 * @param run 0 stopped, 1 merging, 2 unmerged and stopped
 * @param maxPageSharing how many mappings one KSM page may have; empty on a kernel without that limit (before 4.13)
 * @param pagesShared KSM pages
 * @param pagesSharing mappings saved: all mappings of KSM pages but the first of each
 * @param pagesUnshared pages unique so far, looked at again and again
 * @param stableNodeChains stable tree nodes that became chains of dups; empty as {@code maxPageSharing}
 * @param stableNodeDups KSM pages in those chains; empty as {@code maxPageSharing}
 */
public record KsmState(
        long run,
        OptionalLong maxPageSharing,
        long pagesShared,
        long pagesSharing,
        long pagesUnshared,
        long fullScans,
        OptionalLong stableNodeChains,
        OptionalLong stableNodeDups) {
    /** What {@code max_page_sharing} takes at most (INT_MAX): as good as a kernel without the limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** How many mappings one KSM page may have; empty if nothing limits them. */
    public OptionalLong limit() {
        return maxPageSharing.orElse(UNLIMITED) == UNLIMITED ? OptionalLong.empty() : maxPageSharing;
    }

    /**
     * Reads the files' contents by their names.
     *
     * @return empty if there is no {@code run}: a kernel without KSM
     * @throws UnreadableOutputException if a file of every kernel with KSM is missing, or one is no number
     */
    public static Optional<KsmState> parse(Map<String, String> files) {
        if (!files.containsKey("run")) {
            return Optional.empty();
        }
        return Optional.of(new KsmState(
                required(files, "run"),
                optional(files, "max_page_sharing"),
                required(files, "pages_shared"),
                required(files, "pages_sharing"),
                required(files, "pages_unshared"),
                required(files, "full_scans"),
                optional(files, "stable_node_chains"),
                optional(files, "stable_node_dups")));
    }

    private static long required(Map<String, String> files, String name) {
        return optional(files, name).orElseThrow(() -> new UnreadableOutputException("ksm: no " + name));
    }

    private static OptionalLong optional(Map<String, String> files, String name) {
        String text = files.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new UnreadableOutputException("ksm: " + name + ": '" + text.strip() + "'", e);
        }
    }
}
