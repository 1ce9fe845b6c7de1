package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.ksmlab.experiment.Evidence.Meter;
import org.ksmlab.model.Stall;
import org.testng.annotations.Test;

public class MeterLogTest {
    @Test
    public void eachCpusFirstAndLastBeatAreKeptInWhateverOrderTheyCome() {
        Meter meter = MeterLog.parse("""
                ready cpus=2
                beat cpu=0 now_ns=100
                beat cpu=1 now_ns=110
                beat cpu=0 now_ns=300
                beat cpu=0 now_ns=200
                """);
        assertThat(meter.firstBeatNs()).isEqualTo(Map.of(0, 100L, 1, 110L));
        assertThat(meter.lastBeatNs()).isEqualTo(Map.of(0, 300L, 1, 110L));
        assertThat(meter.stalls()).isEmpty();
    }

    @Test
    public void aBeatThatWasCutIsNone() {
        Meter meter = MeterLog.parse("beat cpu=0 now_ns=100\nbeat cpu=0\nbeat cpu=1 now");
        assertThat(meter.lastBeatNs()).isEqualTo(Map.of(0, 100L));
    }

    @Test
    public void stallsAreReadToo() {
        Meter meter = MeterLog.parse("beat cpu=0 now_ns=100\nstall cpu=1 start_ns=5 end_ns=9 in=sleep\n");
        assertThat(meter.stalls()).containsExactly(new Stall(1, 5, 9));
    }

    @Test
    public void aMeterThatSaidNothingSawNothing() {
        assertThat(MeterLog.parse("")).isEqualTo(new Meter(List.of(), Map.of(), Map.of()));
    }
}
