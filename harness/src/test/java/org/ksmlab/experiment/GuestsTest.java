package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ksmlab.command.TestFolders;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.ssh.LoopbackSshd;
import org.ksmlab.ssh.SshShell;
import org.ksmlab.virt.Hypervisor;
import org.ksmlab.virt.LibvirtUri;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class GuestsTest {
    private static final LibvirtUri MEMORY = new LibvirtUri("test:///default");

    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-guests");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    @Test
    public void anEndThatFailedIsTriedAgain() throws IOException {
        try (LoopbackSshd sshd = LoopbackSshd.start();
                SshShell shell = sshd.connect();
                Consoles consoles = Consoles.in(folder, new SilentProgress())) {
            Hypervisor hypervisor = Hypervisor.connect(MEMORY, Deadline.in(Duration.ofSeconds(30)));
            Guests guests = new Guests(
                    TestHosts.at(sshd.target(), MEMORY),
                    shell,
                    hypervisor,
                    EvidenceBuilder.SCENARIO,
                    new GuestOwner("run", "trial"),
                    consoles);
            hypervisor.close();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(guests::close).hasMessageContaining("is closed");
            }
        }
    }
}
