package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.kernels.Kernel;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class LabSessionTest {
    private final List<String> said = new ArrayList<>();
    private FakeQemu qemu;
    private Kernel one;
    private Kernel other;

    @BeforeMethod
    public void installQemu() throws IOException {
        said.clear();
        qemu = FakeQemu.install();
        one = qemu.kernel("one");
        other = qemu.kernel("other");
    }

    @AfterMethod(alwaysRun = true)
    public void removeQemu() {
        if (qemu != null) {
            qemu.close();
        }
    }

    private LabSession session() {
        return LabSession.open(qemu.cache(), qemu.starter(line -> {}), OptionalInt.empty(), said::add);
    }

    private boolean isUp(LabHost host) {
        return LabHost.running(qemu.lab()).map(LabHost::machine).equals(Optional.of(host.machine()));
    }

    @Test
    public void aHostThatIsUpIsUsedWhateverKernelItRunsAndStaysUp() {
        LabHost found = qemu.up(one.made());
        try (LabSession session = session()) {
            assertThat(session.ready(Optional.empty()).machine()).isEqualTo(found.machine());
            assertThat(session.ready(Optional.of(one)).machine()).isEqualTo(found.machine());
        }
        assertThat(isUp(found)).isTrue();
        assertThat(said).isEmpty();
    }

    @Test
    public void whoNamesNoKernelGetsTheFoundHostsAlsoAfterAnother() {
        LabHost found = qemu.up(one.made());
        try (LabSession session = session()) {
            assertThat(session.ready(Optional.of(other)).machine().booted()).isEqualTo(other.made());
            assertThat(isUp(found)).isFalse();
            assertThat(session.ready(Optional.empty()).machine().booted()).isEqualTo(one.made());
        }
        assertThat(said)
                .containsExactly(
                        "replacing the lab host that was up: it runs " + image(one) + ", and the next trial needs "
                                + image(other),
                        "replacing the lab host: it runs " + image(other) + ", and the next trial needs " + image(one));
    }

    private static String image(Kernel kernel) {
        return kernel.made().map(BootFiles::vmlinuz).orElseThrow().toString();
    }

    @Test
    public void whereNoneWasUpWhoNamesNoKernelGetsTheDisksOwn() {
        LabHost last;
        try (LabSession session = session()) {
            assertThat(session.ready(Optional.empty()).machine().booted()).isEmpty();
            assertThat(session.ready(Optional.of(one)).machine().booted()).isEqualTo(one.made());
            last = session.ready(Optional.empty());
            assertThat(last.machine().booted()).isEmpty();
            assertThat(isUp(last)).isTrue();
        }
        assertThat(isUp(last)).isFalse();
    }
}
