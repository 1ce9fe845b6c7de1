package org.ksmlab.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many pages migrate_pages(2) unmaps before it moves any of them, so that whoever reads one of them waits for all. One until Linux 6.3
 * (7e12beb8ca2a), since then NR_MAX_BATCHED_MIGRATION in mm/migrate.c.
 */
final class MigrationBatch {
    private static final int FIRST_MAJOR = 6;
    private static final int FIRST_MINOR = 3;
    private static final int PAGES = 512;

    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\D.*");

    private MigrationBatch() {}

    /**
     * From how many sharers on the stall must not grow any more under a limit: those of all KSM pages of a batch.
     *
     * @param kernel as {@code uname -rv} says; one that says no version is taken for an older one
     * @param maxPageSharing the limit
     */
    static long boundedFrom(String kernel, int maxPageSharing) {
        Matcher release = RELEASE.matcher(kernel);
        if (!release.matches()) {
            return maxPageSharing;
        }
        int major = Integer.parseInt(release.group(1));
        int minor = Integer.parseInt(release.group(2));
        boolean batches = major > FIRST_MAJOR || (major == FIRST_MAJOR && minor >= FIRST_MINOR);
        return batches ? (long) PAGES * maxPageSharing : maxPageSharing;
    }
}
