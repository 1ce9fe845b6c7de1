package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ConsoleLineTest {
    @DataProvider
    public Object[][] lines() {
        return new Object[][] {
            {"[   12.345678] text", 12.345678, null, "text"},
            {"[   12.345678]  indented", 12.345678, null, " indented"},
            {"[   12.345678][   T31] text", 12.345678, "T31", "text"},
            {"[   12.345678][    C0] text", 12.345678, "C0", "text"},
            {"<4>[   12.345678] text", 12.345678, null, "text"},
            {"[901320.960000] text", 901320.96, null, "text"},
            {"<6>text", null, null, "text"},
            {"Nov 24 15:21:07 guest-1 kernel: [   12.345678] text", 12.345678, null, "text"},
            {"Nov 24 15:21:07 guest-1 kernel: text", null, null, "text"},
            {"2026-11-24T15:21:07+0000 guest-1 kernel: text", null, null, "text"},
            {"[Tue Nov 24 15:21:07 2026] text", null, null, "text"},
            {"kern  :warn  : [   12.345678] text", 12.345678, null, "text"},
            {"6,416,12345678,-;text", 12.345678, null, "text"},
            {"6,416,12345678,-,caller=T1;text", 12.345678, "T1", "text"},
            {"guest-1 login: [   12.345678] text", 12.345678, null, "text"},
            {"** 4491 printk messages dropped ** [   50.750742] text", 50.750742, null, "text"},
            {"text [1.2] and [ 3 ]", null, null, "text [1.2] and [ 3 ]"},
            {"", null, null, ""},
        };
    }

    @Test(dataProvider = "lines")
    public void thePrefixIsToldFromTheText(String line, @Nullable Double time, @Nullable String caller, String text) {
        assertThat(ConsoleLine.parse(1, line)).isEqualTo(new ConsoleLine(1, time, caller, text));
    }

    @Test
    public void aTimeTooLargeForAnyKernelDoesNoHarm() {
        assertThat(ConsoleLine.parse(1, "6,416," + "9".repeat(20) + ",-;text").kernelTime())
                .isNull();
    }
}
