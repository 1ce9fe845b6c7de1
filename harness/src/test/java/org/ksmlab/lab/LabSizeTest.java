package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ksmlab.model.CpuSet;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class LabSizeTest {
    @DataProvider
    public Object[][] machines() {
        return new Object[][] {
            {1, 8_000, 3, 4_800},
            {2, 20_000, 3, 6_144},
            {3, 20_000, 4, 6_144},
            {64, 500_000, 4, 6_144},
            {2, 5_120, 3, 3_072},
        };
    }

    @Test(dataProvider = "machines")
    public void itSuitsTheMachine(int cores, long availableMib, int cpus, int memoryMib) {
        LabSize size = LabSize.forMachine(cores, availableMib);
        assertThat(size.cpus()).isEqualTo(cpus);
        assertThat(size.memoryMib()).isEqualTo(memoryMib).isLessThanOrEqualTo((int) (availableMib * 0.6));
        assertThat(size.nodeMib().get(1)).isEqualTo(memoryMib - (int) (memoryMib * 0.4));
    }

    @Test
    public void aMachineWithTooLittleMemoryFreeIsToldHowMuchIsNeeded() {
        assertThatThrownBy(() -> LabSize.forMachine(2, 5_119))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lab host needs 3072 MiB, at most 60% of the 5119 MiB that are free");
    }

    @Test
    public void noGuestMayRunOnTheHousekeepingCpu() {
        assertThat(new LabSize(4, List.of(2_000, 1_000)).guestCpus()).isEqualTo(CpuSet.of(1, 2, 3));
        assertThat(LabSize.forMachine(1, 8_000).guestCpus().contains(LabSize.HOUSEKEEPING_CPU))
                .isFalse();
    }

    @Test
    public void processesGetANodeForTheirPagesAndOneForMergedPages() {
        LabSize size = LabSize.forSharers(4, 24_000, 2_306_920);
        assertThat(size.nodeMib()).containsExactly(10_194, 1_024);
        assertThat(size.mostSharers()).isBetween(2_306_920L, 2_307_300L);
    }

    @Test
    public void aMachineWithLessMemoryAllowsSmallerDoses() {
        LabSize size = LabSize.forSharers(2, 10_000, 2_306_920);
        assertThat(size.memoryMib()).isEqualTo(6_000);
        assertThat(size.mostSharers()).isBetween(950_000L, 1_000_000L);
        assertThat(LabSize.forSharers(2, 5_120, 10_000).memoryMib()).isEqualTo(3_072);
        assertThatThrownBy(() -> LabSize.forSharers(2, 5_119, 10_000))
                .hasMessage("the lab host needs 3072 MiB, at most 60% of the 5119 MiB that are free");
    }

    @Test
    public void aSizeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new LabSize(2, List.of(1, 1))).hasMessage("cpus: 2");
        assertThatThrownBy(() -> new LabSize(3, List.of(1))).hasMessage("nodeMib: [1]");
        assertThatThrownBy(() -> new LabSize(3, List.of(1, 0))).hasMessage("nodeMib: [1, 0]");
    }
}
