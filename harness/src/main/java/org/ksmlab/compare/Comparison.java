package org.ksmlab.compare;

import java.util.List;
import org.ksmlab.statistics.Bootstrap;
import org.ksmlab.statistics.Sprt;

/**
 * What runs say together: each arm by itself, and each against the first. Also what {@code ksmlab compare --format json} prints.
 *
 * @param runs the folders' names
 * @param confidence of all intervals; what is left of it to 1 is the level of all tests together
 * @param seed of the bootstrap intervals
 * @param sequential the test behind each arm's decision
 * @param curves how the stall grows with the dose; none if the trials of each limit are all of one dose
 * @param notes what is to be kept in mind when reading the numbers
 */
public record Comparison(
        List<String> runs,
        double confidence,
        long seed,
        Sprt sequential,
        List<ArmSummary> arms,
        List<Difference> differences,
        List<GuestDose.Curve> curves,
        List<String> notes) {
    /** Of the intervals, unless told otherwise. */
    public static final double CONFIDENCE = 0.95;

    /** Any number will do, as long as it is said; this one is the bug's. */
    public static final long SEED = 1_680_513;

    /**
     * Of runs that have an arm at least.
     *
     * @param predict the dose that curves are drawn out to, in sharers of one page
     */
    public static Comparison of(Pool pool, Bootstrap bootstrap, long predict) {
        if (pool.arms().isEmpty()) {
            throw new IllegalArgumentException("no arm in " + String.join(", ", pool.runs()));
        }
        return new Comparison(
                pool.runs(),
                bootstrap.confidence(),
                bootstrap.seed(),
                pool.rule(),
                pool.arms().stream()
                        .map(arm -> ArmSummary.of(arm, pool.rule(), bootstrap))
                        .toList(),
                TestedDifference.of(pool.arms(), 1 - bootstrap.confidence()).stream()
                        .map(tested -> Difference.of(tested, bootstrap))
                        .toList(),
                GuestDose.curves(pool.doses(), predict, bootstrap.confidence()),
                pool.notes());
    }
}
