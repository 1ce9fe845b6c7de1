package org.ksmlab.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Holm's correction for several tests at once (Scandinavian Journal of Statistics 6, 1979): the chance that any of them shows a difference
 * where there is none stays below the level at which the corrected values are read, however the tests depend on one another.
 */
public final class Holm {
    private Holm() {}

    /** The corrected values, in the order of the given ones. */
    public static List<Double> corrected(List<Double> ps) {
        List<Integer> smallestFirst = IntStream.range(0, ps.size())
                .boxed()
                .sorted(Comparator.comparing(ps::get))
                .toList();
        double[] corrected = new double[ps.size()];
        double most = 0;
        for (int step = 0; step < ps.size(); step++) {
            int index = smallestFirst.get(step);
            most = Math.max(most, Math.min(1, (ps.size() - step) * ps.get(index)));
            corrected[index] = most;
        }
        return DoubleStream.of(corrected).boxed().toList();
    }
}
