package org.ksmlab.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class SshKeysTest {
    private final Shell local = new LocalShell();
    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-keys");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private SshKeys ensure() {
        return SshKeys.ensure(local, folder.resolve("lab/key"), Deadline.in(Duration.ofSeconds(30)));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    public void aPairIsMadeForItsOwnersEyesOnly() throws IOException {
        SshKeys keys = ensure();
        assertThat(mode(keys.privateKey())).isEqualTo("rw-------");
        assertThat(keys.publicKeyLine()).startsWith("ssh-ed25519 ");
        assertThat(folder.resolve("lab")).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    public void aPairThatIsThereIsKept() {
        assertThat(ensure().publicKeyLine()).isEqualTo(ensure().publicKeyLine());
    }

    @Test
    public void aPrivateKeyThatOthersMayReadIsHidden() throws IOException {
        Path key = ensure().privateKey();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        ensure();
        assertThat(mode(key)).isEqualTo("rw-------");
    }

    @Test
    public void aHostIsKnownByItsPortUnlessThatIsTheUsualOne() {
        SshKeys keys = ensure();
        assertThat(keys.knownHostsLine("lab", 2222)).isEqualTo("[lab]:2222 " + keys.publicKeyLine());
        assertThat(keys.knownHostsLine("lab", 22)).isEqualTo("lab " + keys.publicKeyLine());
    }

    @Test
    public void aMissingPublicKeyIsNamed() throws IOException {
        SshKeys keys = ensure();
        Files.delete(keys.publicKey());
        assertThatThrownBy(keys::publicKeyLine)
                .hasMessageContaining(keys.publicKey().toString());
    }
}
