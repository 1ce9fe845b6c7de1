package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;
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

    /** A file that stands for a tunable, which was 256 before a process that was killed changed it. */
    private Path changedTunable() throws IOException {
        Path journal = qemu.lab().journal();
        Path tunable = Files.writeString(qemu.cache().resolve("max_page_sharing"), "2147483647\n");
        Files.writeString(journal, "{\"path\":\"" + tunable + "\",\"old\":\"256\"}\n");
        return tunable;
    }

    @Test
    public void whatAKilledRunChangedOnAHostThatIsUpIsPutBackBeforeItIsUsed() throws IOException {
        LabHost found = qemu.up(Optional.empty());
        Path tunable = changedTunable();
        try (LabSession session = session()) {
            assertThat(session.ready(Optional.empty()).machine()).isEqualTo(found.machine());
            assertThat(tunable).hasContent("256");
            assertThat(session.journal()).doesNotExist();
        }
        assertThat(said).containsExactly("putting back what was changed on the lab host, and was left so");
    }

    @Test
    public void whatWasChangedOnAHostThatDiedIsNotPutBackOnTheNext() throws IOException {
        try (LabSession session = session()) {
            LabHost first = session.ready(Optional.empty());
            Path tunable = changedTunable();
            ProcessHandle.of(first.machine().pid()).ifPresent(ProcessHandle::destroyForcibly);
            Await.until("its end", soon(), () -> first.death().isPresent());
            assertThat(isUp(session.ready(Optional.empty()))).isTrue();
            assertThat(tunable).hasContent("2147483647");
            assertThat(session.journal()).doesNotExist();
        }
        assertThat(said).containsExactly("replacing the lab host: the lab host's machine is gone");
    }

    @Test
    public void whatWasChangedOnAHostThatWasKilledFromOutsideIsForgottenAtTheNextBoot() throws IOException {
        Path tunable = changedTunable();
        try (LabSession session = session()) {
            assertThat(isUp(session.ready(Optional.empty()))).isTrue();
            assertThat(tunable).hasContent("2147483647");
            assertThat(session.journal()).doesNotExist();
        }
    }

    @Test
    public void aHostWhoseTunablesCannotBePutBackIsReplaced() throws IOException {
        LabHost found = qemu.up(Optional.empty());
        Files.delete(changedTunable());
        Files.createDirectory(qemu.cache().resolve("max_page_sharing"));
        try (LabSession session = session()) {
            assertThat(session.ready(Optional.empty()).machine()).isNotEqualTo(found.machine());
        }
        assertThat(said)
                .hasSize(2)
                .last(STRING)
                .startsWith("replacing the lab host that was up: it is not as it was: ")
                .contains("max_page_sharing");
    }

    @Test
    public void aHostThatStillBootsIsEndedAtOnceWithItsSession() throws IOException {
        Kernel silent = qemu.kernel("silent");
        LabSession session = session();
        CompletableFuture<LabHost> ready;
        LabHost booting;
        try {
            ready = SideBySide.start("boot", () -> session.ready(Optional.of(silent)));
            booting = Await.value(
                    "a machine that boots", soon(), Duration.ofMillis(50), () -> LabHost.running(qemu.lab()));
        } finally {
            session.close();
        }
        assertThat(booting.death()).contains("the lab host's machine is gone");
        assertThatThrownBy(() -> Await.result("the end of the boot", soon(), ready))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no lab host is started any more: ksmlab is ending");
        assertThat(LabHost.running(qemu.lab())).isEmpty();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }
}
