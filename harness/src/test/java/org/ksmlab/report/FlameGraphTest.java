package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.ksmlab.report.Page.Flame.Frame;
import org.ksmlab.watch.PerfSamples;
import org.testng.annotations.Test;

public class FlameGraphTest {
    private static final String SCRIPT = """
            CPU 0/KVM   649    82.151394:\s
            \tffffffff8131362c rmap_walk_ksm
            \tffffffff812d92ef try_to_migrate
            \t           3aa29 [unknown]

            swapper     0    82.173084:\s
            \tffffffff8131362c default_idle

            CPU 0/KVM   649    82.193084:\s
            \tffffffff812d92ef try_to_migrate

            """;

    private final PerfSamples profile = PerfSamples.parse(SCRIPT.lines().toList());

    @Test
    public void aFrameIsAsWideAsItsShareAndStandsOnItsCaller() {
        Page.Flame flame = FlameGraph.of(profile);

        assertThat(flame.rows()).isEqualTo(4);
        assertThat(flame.frames())
                .extracting(Frame::name, Frame::x, Frame::width, Frame::row)
                .contains(
                        tuple("all of this CPU", "0.000%", "100.000%", 3),
                        tuple("CPU 0/KVM", "0.000%", "66.667%", 2),
                        tuple("rmap_walk_ksm", "0.000%", "33.333%", 0),
                        tuple("default_idle", "66.667%", "33.333%", 1));
    }
}
