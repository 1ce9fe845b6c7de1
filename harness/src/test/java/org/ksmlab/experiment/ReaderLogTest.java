package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.ksmlab.experiment.ReaderLog.Span;
import org.testng.annotations.Test;

public class ReaderLogTest {
    private static final String LOG = """
            filled pid=7 pages=500 vmas=20 seconds=0.100
            filled pid=8 pages=500 seconds=0.100
            beat pid=7 now_ns=1000000000 reads=1 longest_us=0
            beat pid=8 now_ns=1100000000 reads=1 longest_us=0
            stall pid=8 start_ns=1500000000 end_ns=1750000000 length_us=250000
            beat pid=7 now_ns=2000000000 reads=900 longest_us=12
            stall pid=7 start_ns=3000000000 end_ns=3500000000 length_us=500000
            beat pid=8 now_ns=2100000000 reads=800 longest_us=250000
            """;

    @Test
    public void aProcessIsWatchedFromItsFirstBeatToItsLast() {
        assertThat(ReaderLog.parse(LOG).watched())
                .containsOnlyKeys(7L, 8L)
                .containsEntry(7L, new Span(1_000_000_000, 2_000_000_000))
                .containsEntry(8L, new Span(1_100_000_000, 2_100_000_000));
    }

    @Test
    public void vmasAreTheirsWhoTellThem() {
        assertThat(ReaderLog.parse(LOG).vmas()).containsOnly(Map.entry(7L, 20L));
    }

    @Test
    public void theLongestReadOfATimeIsOneThatOverlapsIt() {
        ReaderLog log = ReaderLog.parse(LOG);
        assertThat(log.longestSeconds(new Span(1_000_000_000, 4_000_000_000L))).isEqualTo(0.5);
        assertThat(log.longestSeconds(new Span(1_700_000_000, 1_800_000_000))).isEqualTo(0.25);
        assertThat(log.longestSeconds(new Span(1_800_000_000, 2_900_000_000L))).isZero();
    }

    @Test
    public void aLineThatWasCutIsLeftOut() {
        ReaderLog log = ReaderLog.parse(LOG + "stall pid=7 start_ns=1000000000 end_ns=90000");
        assertThat(log.stalls()).hasSize(2);
        assertThat(ReaderLog.parse("beat pid=7 now_ns=10000").watched()).isEmpty();
    }
}
