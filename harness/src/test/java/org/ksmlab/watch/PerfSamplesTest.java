package org.ksmlab.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.testng.annotations.Test;

public class PerfSamplesTest {
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
    public void aSampleIsATaskAndItsKernelFramesFromTheOutermostIn() {
        assertThat(profile.samples())
                .containsExactly(
                        new PerfSamples.Sample("CPU 0/KVM", 649, List.of("try_to_migrate", "rmap_walk_ksm")),
                        new PerfSamples.Sample("swapper", 0, List.of("default_idle")),
                        new PerfSamples.Sample("CPU 0/KVM", 649, List.of("try_to_migrate")));
        assertThat(profile.of(649)).hasSize(2);
    }

    @Test
    public void whatIsNoSampleIsLeftOut() {
        assertThat(PerfSamples.parse(List.of("", "garbage", "\tnot hex at all", "x y z"))
                        .samples())
                .isEmpty();
    }
}
