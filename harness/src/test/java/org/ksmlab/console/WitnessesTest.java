package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ksmlab.console.Witnesses.Sighting;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class WitnessesTest {
    private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");

    private Witnesses witnesses;

    @BeforeMethod
    public void forgetAll() {
        witnesses = new Witnesses();
    }

    private Sighting serial(String source, int second, String text) {
        return witnesses.see(new ConsoleRecord(
                source,
                START.plusSeconds(second),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                text,
                0));
    }

    private Sighting kmsg(String source, int second, long micros, String text) {
        return witnesses.see(new ConsoleRecord(
                source,
                START.plusSeconds(second),
                Optional.of(Duration.of(micros, ChronoUnit.MICROS)),
                OptionalLong.of(7),
                OptionalInt.of(6),
                text,
                0));
    }

    @Test
    public void itDoesNotMatterWhichChannelIsFirst() {
        assertThat(kmsg("g1 kmsg", 0, 12_000_001, "a")).isEqualTo(new Sighting(1, 1));
        assertThat(serial("g1 serial", 0, "[   12.000001] a")).isEqualTo(new Sighting(1, 2));
        assertThat(kmsg("g1 netconsole", 0, 12_000_001, "a")).isEqualTo(new Sighting(1, 3));
    }

    @Test
    public void anotherMachineOrTextOrTimeIsAnotherEvent() {
        serial("g1 serial", 0, "[   12.000001] a");
        assertThat(kmsg("g2 kmsg", 0, 12_000_001, "a")).isEqualTo(new Sighting(2, 1));
        assertThat(kmsg("g1 kmsg", 0, 12_000_001, "b")).isEqualTo(new Sighting(3, 1));
        assertThat(kmsg("g1 kmsg", 0, 12_002_002, "a")).isEqualTo(new Sighting(4, 1));
    }

    @Test
    public void aChannelThatSaysTheSameTwiceSaysTwoThings() {
        assertThat(serial("g1 serial", 0, "[   12.000001] a")).isEqualTo(new Sighting(1, 1));
        assertThat(serial("g1 serial", 0, "[   12.000001] a")).isEqualTo(new Sighting(2, 1));
        assertThat(kmsg("g1 kmsg", 0, 12_000_001, "a").witness()).isEqualTo(2);
        assertThat(kmsg("g1 kmsg", 0, 12_000_001, "a").witness()).isEqualTo(2);
        assertThat(kmsg("g1 kmsg", 0, 12_000_001, "a")).isEqualTo(new Sighting(3, 1));
    }

    @Test
    public void aRecordOfSeveralLinesIsWhatAConsoleSaysLineByLine() {
        assertThat(kmsg("g1 kmsg", 0, 12_000_001, "a\n b")).isEqualTo(new Sighting(1, 1));
        assertThat(serial("g1 serial", 0, "[   12.000001] a")).isEqualTo(new Sighting(1, 2));
        assertThat(serial("g1 serial", 0, "[   12.000001]  b")).isEqualTo(new Sighting(1, 2));
    }

    @Test
    public void aConsoleWithoutTimesIsMatchedByWhenItCame() {
        assertThat(serial("g1 serial", 0, "a")).isEqualTo(new Sighting(1, 1));
        assertThat(kmsg("g1 kmsg", 5, 12_000_001, "a")).isEqualTo(new Sighting(1, 2));
        assertThat(serial("g1 serial", 20, "b")).isEqualTo(new Sighting(2, 1));
        assertThat(kmsg("g1 kmsg", 40, 13_000_001, "b")).isEqualTo(new Sighting(3, 1));
    }

    @Test
    public void afterARebootTheNewBootsLineIsMeant() {
        serial("g1 serial", 0, "[    0.000000] Linux version 6.1");
        serial("g1 serial", 60, "[    0.000000] Linux version 6.1");
        assertThat(kmsg("g1 kmsg", 61, 0, "Linux version 6.1")).isEqualTo(new Sighting(2, 2));
    }

    @Test
    public void aChannelMayBeLateByAsManyLinesAsAreRemembered() {
        for (int i = 0; i <= Witnesses.MOST_LINES; i++) {
            serial("g1 serial", 0, "[   12.000001] line " + i);
        }
        assertThat(kmsg("g1 kmsg", 900, 12_000_001, "line 1")).isEqualTo(new Sighting(2, 2));
        assertThat(kmsg("g1 kmsg", 900, 12_000_001, "line 0").witness()).isEqualTo(1);
    }

    @Test
    public void gapsAndEmptyLinesAreNobodysWitness() {
        assertThat(serial("g1 serial", 0, "")).isEqualTo(new Sighting(1, 1));
        assertThat(serial("g1 other", 0, "")).isEqualTo(new Sighting(2, 1));
        assertThat(witnesses.see(ConsoleRecord.gap("g1 kmsg", START, 3))).isEqualTo(new Sighting(3, 1));
        assertThat(witnesses.see(ConsoleRecord.gap("g1 netconsole", START, 3))).isEqualTo(new Sighting(4, 1));
    }
}
