package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ksmlab.ssh.SshTarget;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class LibvirtUriTest {
    private Path folder;

    @BeforeClass
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab uri+");
    }

    @AfterClass(alwaysRun = true)
    public void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private LibvirtUri uri(String host) {
        return LibvirtUri.overSsh(target(host, "root"), folder);
    }

    private static SshTarget target(String address, String user) {
        return new SshTarget("lab host 1", address, 2222, user, Path.of("/k"), Path.of("/h"));
    }

    @Test
    public void thePathOfTheProgramIsOneEscapedParameter() {
        String path = folder.toString().replace("/", "%2F").replace(" ", "%20").replace("+", "%2B");
        assertThat(uri("lab-1.example").text())
                .isEqualTo("qemu+ssh://root@lab-1.example:2222/system?command=" + path
                        + "%2Flibvirt-ssh-lab-host-1&proxy=native&no_tty=1");
    }

    @Test
    public void anAddressWithColonsGetsItsBrackets() {
        assertThat(uri("::1").text()).startsWith("qemu+ssh://root@[::1]:2222/system?");
    }

    @DataProvider
    public Object[][] hostile() {
        return new Object[][] {{""}, {"-oProxyCommand=x"}, {"a b"}, {"a/b"}, {"a?b"}, {"a@b"}, {"$(a)"}};
    }

    @Test(dataProvider = "hostile")
    public void aNameThatCouldMeanSomethingElseIsRefused(String name) {
        assertThatThrownBy(() -> target(name, "root")).hasMessage("address: '" + name + "'");
        assertThatThrownBy(() -> target("h", name)).hasMessage("user: '" + name + "'");
    }
}
