package org.ksmlab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.random.RandomDataGenerator;
import org.ksmlab.statistics.Plateau.Shape;
import org.testng.annotations.Test;

public class DoseResponseTest {
    private static final double[] LOT_SIZE = {
        80, 30, 50, 90, 70, 60, 120, 80, 100, 50, 40, 70, 90, 20, 110, 100, 30, 50, 90, 110, 30, 90, 40, 80, 70
    };
    private static final double[] HOURS = {
        399, 121, 221, 376, 361, 224, 546, 352, 353, 157, 160, 252, 389, 113, 435, 420, 212, 268, 377, 421, 273, 468,
        244, 342, 323
    };

    private static List<DosePoint> points(double[] doses, double[] responses) {
        return IntStream.range(0, doses.length)
                .mapToObj(i -> new DosePoint(doses[i], responses[i]))
                .toList();
    }

    /**
     * The Toluca Company's lot sizes and hours of work: Kutner, Nachtsheim, Neter and Li, Applied Linear Statistical Models (5th ed.),
     * chapters 1 and 2: 62.37 + 3.5702 X; the slope is between 2.85 and 4.29 (95 %); a new lot of 100 takes between 332.2 and 506.6 (90 %).
     */
    @Test
    public void theLineIsThatOfTheTolucaCompany() {
        DoseResponse line = DoseResponse.fit(points(LOT_SIZE, HOURS)).orElseThrow();
        assertThat(line.points()).isEqualTo(25);
        assertThat(line.slope()).isCloseTo(3.5702, within(5e-5));
        assertThat(line.intercept()).isCloseTo(62.37, within(5e-3));
        assertThat(line.slopeInterval(0.95).low()).isCloseTo(2.85, within(5e-3));
        assertThat(line.slopeInterval(0.95).high()).isCloseTo(4.29, within(5e-3));
        assertThat(line.at(100)).isCloseTo(419.4, within(0.05));
        assertThat(line.prediction(100, 0.90).low()).isCloseTo(332.2, within(0.05));
        assertThat(line.prediction(100, 0.90).high()).isCloseTo(506.6, within(0.05));
    }

    @Test
    public void anExtrapolationIsTheWiderTheFartherItGoes() {
        DoseResponse line = DoseResponse.fit(points(LOT_SIZE, HOURS)).orElseThrow();
        Interval near = line.prediction(100, 0.95);
        Interval far = line.prediction(100_000, 0.95);
        assertThat(far.high() - far.low()).isGreaterThan(100 * (near.high() - near.low()));
    }

    @Test
    public void tooFewPointsOrOneDoseCarryNoLine() {
        assertThat(DoseResponse.fit(points(new double[] {1, 2}, new double[] {1, 2})))
                .isEmpty();
        assertThat(DoseResponse.fit(points(new double[] {5, 5, 5}, new double[] {1, 2, 3})))
                .isEmpty();
    }

    /** A walk of 20 us a mapping, and 0.1 s of noise. */
    private static List<DosePoint> walk(double limit) {
        RandomDataGenerator random = new RandomDataGenerator(5);
        return IntStream.range(0, 40)
                .mapToObj(i -> 64.0 * (i + 1) * (i + 1))
                .map(sharers -> new DosePoint(
                        sharers, 1 + 20e-6 * Math.min(sharers, limit) + Math.abs(random.nextNormal(0, 0.1))))
                .toList();
    }

    /** Without a limit, up to the largest of the doses above. */
    private static final DoseResponse UNBOUNDED =
            DoseResponse.fit(walk(Double.MAX_VALUE)).orElseThrow();

    private static Shape shape(List<DosePoint> points) {
        return Plateau.test(DoseResponse.fit(points).orElseThrow(), UNBOUNDED, 0.1, 0.05);
    }

    @Test
    public void aBoundedKernelIsFlatFromTheLimitOnAndAnUnboundedOneRises() {
        List<DosePoint> bounded =
                walk(256).stream().filter(point -> point.sharers() >= 256).toList();
        assertThat(shape(bounded)).isEqualTo(Shape.FLAT);
        assertThat(shape(walk(Double.MAX_VALUE))).isEqualTo(Shape.RISING);
    }

    @Test
    public void pointsTooCloseShowNoPlateau() {
        assertThat(shape(walk(256).subList(1, 5))).isEqualTo(Shape.NO_VERDICT);
    }

    /** Slopes of 4 +- 5 s and 0 +- 0.02 s a million sharers: the first may be none, and then there is no tenth of it. */
    @Test
    public void besideALineThatMayNotRiseNothingIsAPlateau() {
        DoseResponse uncertain = DoseResponse.fit(
                        points(new double[] {100_000, 400_000, 700_000, 1_000_000}, new double[] {0, 4, 0, 5}))
                .orElseThrow();
        assertThat(uncertain.slopeInterval(0.95).contains(0)).isTrue();
        List<DosePoint> flat =
                points(new double[] {100_000, 400_000, 700_000, 1_000_000}, new double[] {0.01, 0.012, 0.01, 0.011});
        assertThat(Plateau.test(DoseResponse.fit(flat).orElseThrow(), uncertain, 0.1, 0.05))
                .isEqualTo(Shape.NO_VERDICT);
    }

    /** Where the limited slope is just a tenth of the other, each of the two errors may be made in 5 % of 10,000 sweeps. */
    @Test
    public void aPlateauIsHardlyEverSaidOfASlopeThatIsNotNegligible() {
        RandomDataGenerator random = new RandomDataGenerator(20_261_128);
        int sweeps = 10_000;
        int flat = 0;
        int rising = 0;
        for (int i = 0; i < sweeps; i++) {
            DoseResponse unbounded = DoseResponse.fit(line(random, 20e-6, 2)).orElseThrow();
            DoseResponse limited = DoseResponse.fit(line(random, 2e-6, 0.2)).orElseThrow();
            Shape shape = Plateau.test(limited, unbounded, 0.1, 0.05);
            flat += shape == Shape.FLAT ? 1 : 0;
            rising += shape == Shape.RISING ? 1 : 0;
        }
        assertThat(flat / (double) sweeps).isLessThanOrEqualTo(0.055);
        assertThat(rising / (double) sweeps).isLessThanOrEqualTo(0.055);
    }

    private static List<DosePoint> line(RandomDataGenerator random, double slope, double noise) {
        return IntStream.rangeClosed(1, 8)
                .mapToObj(i -> new DosePoint(
                        100_000.0 * i, Math.max(0, 10 + slope * 100_000 * i + random.nextNormal(0, noise))))
                .toList();
    }

    @Test
    public void aPointThatIsNoMeasurementIsRefused() {
        assertThatThrownBy(() -> new DosePoint(-1, 1)).hasMessageContaining("sharers: -1.0");
        assertThatThrownBy(() -> new DosePoint(1, Double.NaN)).hasMessageContaining("seconds: NaN");
    }
}
