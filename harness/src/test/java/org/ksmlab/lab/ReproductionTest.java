package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ksmlab.experiment.Arm;
import org.ksmlab.model.Verdict;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ReproductionTest {
    @Test
    public void theFirstKernelIsToShowTheBugAndTheSecondNot() {
        assertThat(Reproduction.armsOf(List.of("without-patch", "/home/me/Fixed.patch")))
                .containsExactly(
                        Arm.ofKernel("without-patch", "without-patch", Verdict.REPRODUCED),
                        Arm.ofKernel("fixed", "/home/me/Fixed.patch", Verdict.NOT_REPRODUCED));
    }

    @Test
    public void armsOfFilesWithOneNameAreToldApart() {
        assertThat(Reproduction.armsOf(List.of("/old/vmlinuz", "/new/vmlinuz")))
                .extracting(Arm::name)
                .containsExactly("vmlinuz", "vmlinuz-2");
    }

    @DataProvider
    public Object[][] noComparison() {
        return new Object[][] {
            {List.of("6.1")}, {List.of("6.1", "6.1")}, {List.of("6.1", "6.12", "with-patch")},
        };
    }

    @Test(dataProvider = "noComparison")
    public void anythingButTwoKernelsIsRefused(List<String> kernels) {
        assertThatThrownBy(() -> Reproduction.armsOf(kernels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two kernels, one without and one with the fix, not " + kernels);
    }
}
