package org.ksmlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class CpuSetTest {
    @Test
    public void aListOfRangesIsReadAndWrittenTheSame() {
        CpuSet set = CpuSet.parse("0-2,8,10-11\n");
        assertThat(set).isEqualTo(CpuSet.of(0, 1, 2, 8, 10, 11));
        assertThat(set).hasToString("0-2,8,10-11");
    }

    @Test
    public void aNodeWithoutCpusHasNone() {
        assertThat(CpuSet.parse("\n")).isEqualTo(CpuSet.of()).hasToString("");
    }

    @Test
    public void theRestIsWhatIsLeftWithoutOne() {
        CpuSet all = CpuSet.parse("0-3");
        assertThat(all.without(0)).hasToString("1-3");
        assertThat(all.without(0).contains(0)).isFalse();
        assertThat(all.without(7)).isEqualTo(all);
    }

    @DataProvider
    public Object[][] notLists() {
        return new Object[][] {
            {"a"}, {"-1"}, {"1-"}, {"3-1"}, {"1,,2"}, {","}, {"1 2"}, {"8192"}, {"0-99999999999"}, {"0-63:2/4"}, {"^1"}
        };
    }

    @Test(dataProvider = "notLists")
    public void whatIsNoListIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> CpuSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    public void aCpuThatNoMachineHasIsRefused() {
        assertThatThrownBy(() -> CpuSet.of(-1)).hasMessage("cpus: [-1]");
        assertThatThrownBy(() -> CpuSet.of(8192)).hasMessage("cpus: [8192]");
    }
}
