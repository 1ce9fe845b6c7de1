package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.ksmlab.command.Command;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;
import org.ksmlab.ssh.SshTarget;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** With the real ssh, on a server without libvirt that notes what it was asked to run. */
public class LibvirtOverSshTest {
    private final Shell shell = new LocalShell();
    private Path folder;
    private SshServer server;
    private List<String> asked;

    @BeforeMethod
    public void startServer() throws IOException {
        folder = Files.createTempDirectory("ksmlab virt %h ");
        asked = new CopyOnWriteArrayList<>();
        // Not ed25519, which this server cannot do without another library.
        shell.run(Command.of("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", folder.resolve("key")), soon())
                .orThrow();
        String own = Files.readString(folder.resolve("key.pub"));

        SimpleGeneratorHostKeyProvider hostKey = new SimpleGeneratorHostKeyProvider();
        hostKey.setAlgorithm(KeyUtils.EC_ALGORITHM);
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(hostKey);
        server.setPublickeyAuthenticator(
                (user, key, session) -> user.equals("tester") && own.startsWith(PublicKeyEntry.toString(key)));
        server.setCommandFactory((channel, command) -> new Refusing(command));
        server.start();
        PublicKey shown = hostKey.loadKeys(null).iterator().next().getPublic();
        Files.writeString(
                folder.resolve("known hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(shown) + "\n");
    }

    @AfterMethod(alwaysRun = true)
    public void stopServer() throws IOException {
        server.close(true);
        shell.run(Command.of("rm", "-rf", folder), soon()).orThrow();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    private LibvirtUri uri(String privateKey, String knownHosts) {
        SshTarget target = new SshTarget(
                "a host",
                "127.0.0.1",
                server.getPort(),
                "tester",
                folder.resolve(privateKey),
                folder.resolve(knownHosts));
        return LibvirtUri.overSsh(target, folder);
    }

    @Test
    public void aKnownHostIsLoggedInToAndItsLastWordsAreInTheMessage() {
        assertThatThrownBy(() -> Hypervisor.connect(uri("key", "known hosts"), soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("no libvirt here");
        assertThat(asked).containsExactly("sh -c 'virt-ssh-helper 'qemu:///system''");
    }

    @Test
    public void aHostWithAnotherKeyIsNotLoggedInToAndNotRemembered() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> Hypervisor.connect(uri("key", "empty"), soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("Host key verification failed");
        assertThat(asked).isEmpty();
        assertThat(empty).isEmptyFile();
    }

    @Test
    public void aKeyThatTheHostDoesNotKnowIsAnErrorAndNothingIsAsked() {
        shell.run(Command.of("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", folder.resolve("other")), soon())
                .orThrow();
        assertThatThrownBy(() -> Hypervisor.connect(uri("other", "known hosts"), soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("Permission denied");
        assertThat(asked).isEmpty();
    }

    @Test
    public void theProgramInPlaceOfSshIsForItsOwnerOnly() throws IOException {
        uri("key", "known hosts");
        try (var files = Files.list(folder)) {
            List<Path> programs = files.filter(
                            file -> file.getFileName().toString().contains("libvirt-ssh"))
                    .toList();
            assertThat(programs).hasSize(1);
            assertThat(Files.getPosixFilePermissions(programs.get(0)))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    private final class Refusing implements org.apache.sshd.server.command.Command {
        private final String command;
        private OutputStream stderr = OutputStream.nullOutputStream();
        private ExitCallback exit = (status, message, closeImmediately) -> {};

        Refusing(String command) {
            this.command = command;
        }

        @Override
        public void setInputStream(InputStream in) {}

        @Override
        public void setOutputStream(OutputStream out) {}

        @Override
        public void setErrorStream(OutputStream err) {
            stderr = err;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            asked.add(command);
            stderr.write("no libvirt here\n".getBytes(StandardCharsets.UTF_8));
            stderr.flush();
            exit.onExit(1);
        }

        @Override
        public void destroy(ChannelSession channel) {}
    }
}
