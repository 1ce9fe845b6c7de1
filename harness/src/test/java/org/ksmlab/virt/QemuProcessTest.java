package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;
import org.ksmlab.model.CpuSet;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.Test;

public class QemuProcessTest {
    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private static String golden() throws IOException {
        String name = "qemu-threads.txt";
        try (InputStream file = Objects.requireNonNull(QemuProcessTest.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    public void theThreadsOfAGuestAreFoundByItsName() throws IOException {
        Shell host = new OneGuest("ksmlab-a", "4638\n", golden());
        QemuProcess process = QemuProcess.of(host, "ksmlab-a", soon()).orElseThrow();
        assertThat(process.pid()).isEqualTo(4638);
        assertThat(process.threads())
                .extracting(QemuThread::name)
                .containsExactly(
                        "qemu-system-x86", "qemu-system-x86", "IO mon_iothread", "CPU 0/TCG", "CPU 1/TCG", "worker");
        assertThat(process.vcpus())
                .containsExactly(
                        new QemuThread(4643, "CPU 0/TCG", CpuSet.of(1)),
                        new QemuThread(4644, "CPU 1/TCG", CpuSet.of(1)));
    }

    @Test
    public void aGuestWithoutAProcessHasNone() {
        assertThat(QemuProcess.of(new OneGuest("ksmlab-a", "4638", ""), "ksmlab-b", soon()))
                .isEmpty();
    }

    @Test
    public void aProcessThatEndedMeanwhileIsNone() {
        assertThat(QemuProcess.of(new OneGuest("ksmlab-a", "4638", ""), "ksmlab-a", soon()))
                .isEmpty();
    }

    @Test
    public void aNameThatWouldLeaveTheFolderIsRefused() {
        assertThatThrownBy(() -> QemuProcess.of(new OneGuest("", "", ""), "ksmlab-a/../../x", soon()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void aVcpuUnderKvmIsAVcpuAndAWorkerIsNot() {
        assertThat(new QemuThread(1, "CPU 12/KVM", CpuSet.of(1)).isVcpu()).isTrue();
        assertThat(new QemuThread(1, "IO iothread1", CpuSet.of(1)).isVcpu()).isFalse();
        assertThat(new QemuThread(1, "CPU 1/KVM x", CpuSet.of(1)).isVcpu()).isFalse();
    }

    @Test
    public void aThreadWithoutItsCpusIsAnErrorAndNotNowhere() {
        assertThatThrownBy(() -> QemuThread.parse("Name:\tworker\nPid:\t7\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no Cpus_allowed_list");
    }

    @Test
    public void theThreadsOfARealProcessAreRead() {
        long own = ProcessHandle.current().pid();
        QemuProcess process = QemuProcess.of(new LocalShell(), own, soon()).orElseThrow();
        assertThat(process.threads()).extracting(QemuThread::tid).contains((int) own);
        assertThat(process.threads()).allMatch(thread -> !thread.allowed().isEmpty());
        assertThat(process.vcpus()).isEmpty();
    }

    /** A host with one guest. */
    private record OneGuest(String guest, String pidFile, String statusFiles) implements Shell {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Optional<String> read(String path, Deadline deadline) {
            return path.equals("/run/libvirt/qemu/" + guest + ".pid") ? Optional.of(pidFile) : Optional.empty();
        }

        @Override
        public CommandResult run(Command command, Deadline deadline) {
            assertThat(command.argv()).startsWith("find", "/proc/4638/task");
            return new CommandResult(command, statusFiles.isEmpty() ? 1 : 0, statusFiles, "", Duration.ZERO);
        }

        @Override
        public Running start(Command command, OutputSink sink) {
            throw new UnsupportedOperationException(command.quoted());
        }

        @Override
        public void upload(Path local, String remote, int mode, Deadline deadline) {
            throw new UnsupportedOperationException(remote);
        }

        @Override
        public void close() {}
    }
}
