package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.Test;

public class LabStarterTest {
    @Test
    public void aPortThatIsTakenIsNamedBeforeAnythingIsBuilt() throws IOException {
        List<String> steps = new ArrayList<>();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Shell local = new LocalShell()) {
            LabStarter starter = new LabStarter(local, Path.of("/no/recipes"), Path.of("/no/cache"), steps::add);
            OptionalInt port = OptionalInt.of(taken.getLocalPort());
            assertThatThrownBy(() -> starter.up(Optional.empty(), port, Deadline.in(Duration.ofSeconds(20))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1 is taken; --ssh-port can name another");
        }
        assertThat(steps).isEmpty();
    }

    @Test
    public void aMachineThatCannotBeRememberedIsEnded() throws IOException {
        try (FakeQemu qemu = FakeQemu.install()) {
            Path inTheWay = Files.createDirectory(qemu.lab().path().resolve("machine.json.new"));
            assertThatThrownBy(() -> qemu.up(Optional.empty()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(inTheWay.toString());
            long pid = Long.parseLong(Files.readString(qemu.lab().pidFile()).strip());
            Await.until(
                    "the end of the machine",
                    Deadline.in(Duration.ofSeconds(20)),
                    () -> LabHost.startTicks(pid).isEmpty());
        }
    }
}
