package org.ksmlab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.FakeShell;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.Test;

public class NumaMapsTest {
    private static final String MAPS = """
            55d0c0000000 default file=/usr/bin/qemu mapped=3 N0=1 N1=2 kernelpagesize_kB=4
            7f0000000000 prefer:0 anon=11 dirty=11 N0=10 N1=1 kernelpagesize_kB=4
            7f8000000000 default anon=2 dirty=2 N1=2 kernelpagesize_kB=2048
            7ffc00000000 default stack
            """;

    @Test
    public void thePagesOfAllMappingsAreAddedUpByNodeAndHugeOnesCountAsSmallOnes() {
        NumaMaps maps = NumaMaps.parse(MAPS);
        assertThat(maps.pagesByNode()).isEqualTo(Map.of(0, 11L, 1, 3L + 2 * 512));
        assertThat(maps.on(0)).isEqualTo(11);
        assertThat(maps.on(2)).isZero();
    }

    @Test
    public void aNameOfAFileIsNoNode() {
        assertThat(NumaMaps.parse("7f00 default file=/tmp/N0=5 N1=1 kernelpagesize_kB=4\n")
                        .pagesByNode())
                .isEqualTo(Map.of(1, 1L));
    }

    @Test
    public void aProcessIsLookedAtByItsNumber() {
        FakeShell host = new FakeShell(Map.of("/proc/4711/numa_maps", MAPS));
        assertThat(NumaMaps.read(host, 4711, Deadline.in(Duration.ofSeconds(30)))
                        .on(0))
                .isEqualTo(11);
    }

    @Test
    public void aProcessThatIsGoneIsSaidToBe() {
        FakeShell host = new FakeShell(Map.of());
        assertThatThrownBy(() -> NumaMaps.read(host, 4711, Deadline.in(Duration.ofSeconds(30))))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("cat /proc/4711/numa_maps: no such process");
    }
}
