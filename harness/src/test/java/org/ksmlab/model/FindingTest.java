package org.ksmlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.Test;

public class FindingTest {
    private static Finding finding(String title, int cpu, Duration duration, long line, List<String> frames) {
        return new Finding(
                FindingKind.SOFT_LOCKUP, title, null, null, cpu, duration, frames, null, null, line, null, List.of());
    }

    @Test
    public void aValueThatCannotBeIsRefusedWithTheValue() {
        assertThatThrownBy(() -> finding(" ", 0, Duration.ZERO, 1, List.of())).hasMessage("title: blank");
        assertThatThrownBy(() -> finding("x", -1, Duration.ZERO, 1, List.of())).hasMessage("cpu: -1");
        assertThatThrownBy(() -> finding("x", 0, Duration.ofSeconds(-1), 1, List.of()))
                .hasMessage("duration: PT-1S");
        assertThatThrownBy(() -> finding("x", 0, Duration.ZERO, 0, List.of())).hasMessage("line: 0");
    }

    @Test
    public void framesAreCopied() {
        List<String> frames = new ArrayList<>(List.of("smp_call_function_many"));
        Finding finding = finding("x", 0, Duration.ZERO, 1, frames);
        frames.clear();
        assertThat(finding.frames()).containsExactly("smp_call_function_many");
    }

    @Test
    public void lockupsAndStallsAreHangsAndCrashesAreNot() {
        assertThat(FindingKind.SOFT_LOCKUP.isHang()).isTrue();
        assertThat(FindingKind.CSD_STALL.isHang()).isTrue();
        assertThat(FindingKind.OOPS.isHang()).isFalse();
    }
}
