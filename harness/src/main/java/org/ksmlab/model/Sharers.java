package org.ksmlab.model;

/**
 * How KSM pages are shared, counted from /proc/kpageflags and /proc/kpagecount by the program {@code sharers}.
 *
 * @param longest mappings of the KSM page that has most: the length of the longest stable node's list
 * @param ksmPages KSM pages
 * @param total mappings of all of them
 */
public record Sharers(long longest, long ksmPages, long total) {
    /** Reads what the program prints. */
    public static Sharers parse(String output) {
        KeyValues line = KeyValues.parse(output.lines().findFirst().orElse(""));
        return new Sharers(line.number("longest"), line.number("ksm_pages"), line.number("sharers_total"));
    }
}
