package org.ksmlab.index;

import java.time.Instant;
import java.util.Optional;
import org.ksmlab.model.Verdict;

/**
 * What is searched for: runs with a trial of which all this is true. What is empty does not matter.
 *
 * @param kernel part of the kernel's release and version
 * @param host the host's whole name
 * @param since the trial's start at the earliest
 * @param until the trial's start is before
 */
public record RunQuery(
        Optional<String> kernel,
        Optional<String> host,
        Optional<Verdict> verdict,
        Optional<Instant> since,
        Optional<Instant> until) {
    /** All runs, also those without a trial that can be read. */
    public static final RunQuery ALL =
            new RunQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
