package org.ksmlab.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.hipparchus.random.RandomDataGenerator;
import org.testng.annotations.Test;

public class BootstrapTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(7, 0.95);

    @Test
    public void theSameSeedGivesTheSameInterval() {
        double[] sample = {3.1, 4.1, 5.9, 2.6, 5.3, 5.8, 9.7, 9.3};
        assertThat(BOOTSTRAP.median(sample)).isEqualTo(BOOTSTRAP.median(sample)).isPresent();
        assertThat(BOOTSTRAP.shift(sample, sample))
                .hasValueSatisfying(shift -> assertThat(shift.contains(0)).isTrue());
    }

    /** Of the 46,656 ways to draw six of six, more than 2.5 % have a median that is not above the middle of the smallest two. */
    @Test
    public void theIntervalOfSixIsNearlyTheirWholeRange() {
        assertThat(BOOTSTRAP.median(new double[] {5, 1, 4, 2, 3, 6})).hasValueSatisfying(interval -> {
            assertThat(interval.low()).isBetween(1.0, 1.5);
            assertThat(interval.high()).isBetween(5.5, 6.0);
        });
    }

    @Test
    public void tooFewMeasurementsHaveNoInterval() {
        double[] five = {1, 2, 3, 4, 5};
        double[] six = {1, 2, 3, 4, 5, 6};
        assertThat(BOOTSTRAP.median(five)).isEmpty();
        assertThat(BOOTSTRAP.shift(six, five)).isEmpty();
        assertThat(BOOTSTRAP.shift(six, six)).isPresent();
    }

    @Test
    public void theIntervalCoversTheTrueMedianAboutAsOftenAsItSays() {
        RandomDataGenerator random = new RandomDataGenerator(11);
        int covered = 0;
        int samples = 300;
        for (int i = 0; i < samples; i++) {
            // Of a skewed distribution, as stalls have: its median is ln 2.
            double[] sample = DoubleStream.generate(() -> random.nextExponential(1))
                    .limit(20)
                    .toArray();
            covered += BOOTSTRAP.median(sample).orElseThrow().contains(Math.log(2)) ? 1 : 0;
        }
        assertThat(covered / (double) samples).isBetween(0.90, 1.0);
    }
}
