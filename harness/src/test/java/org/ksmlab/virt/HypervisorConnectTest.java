package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** On something that is no libvirt, or one that does not answer. */
public class HypervisorConnectTest {
    private Path folder;
    private Path socket;
    private ServerSocketChannel server;

    @BeforeMethod
    public void listen() throws IOException {
        folder = Files.createTempDirectory("ksmlab-virt");
        socket = folder.resolve("libvirt-sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterMethod(alwaysRun = true)
    public void remove() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.delete(folder);
    }

    private LibvirtUri uri() {
        return new LibvirtUri("qemu+unix:///system?socket=" + socket);
    }

    @Test
    public void aServerThatTakesTheConnectionAndSaysNothingIsGivenUpAtTheDeadline() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> Hypervisor.connect(uri(), Deadline.in(Duration.ofMillis(500))))
                .isInstanceOf(WaitTimedOutException.class)
                .hasMessage("waited 0.5 s in vain for the connection to qemu+unix:///system");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    public void aServerThatIsNotThereIsUnreachableAndTheCauseIsLibvirts() throws IOException {
        server.close();
        assertThatThrownBy(() -> Hypervisor.connect(uri(), Deadline.in(Duration.ofSeconds(30))))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageStartingWith("cannot reach qemu+unix:///system: ")
                .hasMessageContaining("Connection refused");
    }

    /** What libvirt's library prints, it prints past Java: only another process can be looked at. */
    static final class Failing {
        public static void main(String[] args) {
            try {
                Hypervisor.connect(new LibvirtUri(args[0]), Deadline.in(Duration.ofSeconds(30)));
            } catch (HostUnreachableException e) {
                System.out.print("unreachable");
            }
        }
    }

    @Test
    public void libvirtPrintsNothingItselfAndItsThreadsDoNotKeepTheJvmAlive() throws IOException {
        server.close();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classes = System.getProperty("java.class.path");
        Command failing = Command.of(java, "-cp", classes, Failing.class.getName(), uri().text());
        CommandResult result = new LocalShell().run(failing, Deadline.in(Duration.ofSeconds(60)));
        assertThat(result.orThrow().stdout()).isEqualTo("unreachable");
        assertThat(result.stderr()).doesNotContain("libvirt:");
    }
}
