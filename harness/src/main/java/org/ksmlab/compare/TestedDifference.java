package org.ksmlab.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.statistics.Holm;
import org.ksmlab.statistics.Proportion;
import org.ksmlab.statistics.Samples;

/**
 * Whether an arm differs from the first one in its reproduction rate or in a metric. All tests of a comparison are one family: the chance
 * that any of them says DIFFERENT where nothing differs is at most the level, whatever their number.
 *
 * @param metric empty: the reproduction rate
 * @param p of the exact test alone
 * @param correctedP for all tests of the family
 * @param trialsNeeded of each arm, so that the test could say DIFFERENT at all
 */
record TestedDifference(
        ArmResult arm,
        ArmResult baseline,
        Optional<Metric> metric,
        double p,
        double correctedP,
        Conclusion conclusion,
        int trialsNeeded) {

    /** One of the family, not yet corrected; {@code smallestP} is the least that samples of these sizes can give. */
    private record Test(ArmResult arm, ArmResult baseline, Optional<Metric> metric, double p, double smallestP) {
        static Test ofRate(ArmResult arm, ArmResult baseline) {
            return new Test(
                    arm,
                    baseline,
                    Optional.empty(),
                    arm.reproduced().pOfSameRateAs(baseline.reproduced()),
                    Proportion.smallestP(
                            arm.reproduced().trials(), baseline.reproduced().trials()));
        }

        static Test of(Metric metric, ArmResult arm, ArmResult baseline) {
            double[] a = metric.sample(arm);
            double[] b = metric.sample(baseline);
            double p = a.length == 0 || b.length == 0 ? 1 : Samples.pOfSameDistribution(a, b);
            return new Test(arm, baseline, Optional.of(metric), p, Samples.smallestP(a.length, b.length));
        }
    }

    /**
     * Tests each arm against the first.
     *
     * @param level of the whole family, such as 0.05
     */
    static List<TestedDifference> of(List<ArmResult> arms, double level) {
        List<Test> family = new ArrayList<>();
        for (ArmResult arm : arms.subList(1, arms.size())) {
            family.add(Test.ofRate(arm, arms.get(0)));
            for (Metric metric : Metric.values()) {
                family.add(Test.of(metric, arm, arms.get(0)));
            }
        }
        List<Double> all = family.stream().map(Test::p).toList();
        List<Double> corrected = Holm.corrected(all);
        // What the smallest p of a family has to be at most.
        int needed = trialsNeeded(level / Math.max(1, family.size()));
        return IntStream.range(0, family.size())
                .mapToObj(i -> {
                    Test test = family.get(i);
                    return new TestedDifference(
                            test.arm(),
                            test.baseline(),
                            test.metric(),
                            test.p(),
                            corrected.get(i),
                            conclusion(corrected.get(i), atBest(all, i, test.smallestP()), level),
                            needed);
                })
                .toList();
    }

    /** The corrected p of one test, had it come out as clearly as its sizes allow. */
    private static double atBest(List<Double> family, int one, double smallestP) {
        List<Double> imagined = new ArrayList<>(family);
        imagined.set(one, smallestP);
        return Holm.corrected(imagined).get(one);
    }

    private static Conclusion conclusion(double corrected, double atBest, double level) {
        return corrected <= level ? Conclusion.DIFFERENT : atBest > level ? Conclusion.TOO_FEW : Conclusion.NOT_SHOWN;
    }

    private static int trialsNeeded(double strictest) {
        int trials = 1;
        while (Samples.smallestP(trials, trials) > strictest) {
            trials++;
        }
        return trials;
    }
}
