package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class LabFolderTest {
    private Path cache;

    @BeforeMethod
    public void makeCache() throws IOException {
        cache = Files.createTempDirectory("ksmlab-lab");
    }

    @AfterMethod(alwaysRun = true)
    public void removeCache() throws IOException {
        TestFolders.delete(cache);
    }

    /** Tries to lease a folder. */
    static final class Other {
        public static void main(String[] args) {
            try (LabFolder.Lease lease = new LabFolder(Path.of(args[0])).lease()) {
                lease.requireHeld();
                System.out.print("leased");
            } catch (LabInUseException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    private static String another(LabFolder folder) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Command command =
                Command.of(java, "-cp", System.getProperty("java.class.path"), Other.class.getName(), folder.path());
        CommandResult result = new LocalShell()
                .run(command, Deadline.in(Duration.ofSeconds(60)))
                .orThrow();
        return result.stdout();
    }

    @Test
    public void aSecondLeaseIsRefusedUntilTheFirstIsOver() {
        LabFolder folder = LabFolder.in(cache);
        try (LabFolder.Lease lease = folder.lease()) {
            lease.requireHeld();
            assertThatThrownBy(folder::lease)
                    .isInstanceOf(LabInUseException.class)
                    .hasMessageContaining(folder.path().toString())
                    .hasMessageContaining("KSMLAB_CACHE");
        }
        try (LabFolder.Lease again = folder.lease()) {
            again.requireHeld();
        }
    }

    @Test
    public void anotherProcessIsRefusedTooUntilTheLeaseIsOver() {
        LabFolder folder = LabFolder.in(cache);
        try (LabFolder.Lease lease = folder.lease()) {
            assertThat(another(folder)).startsWith("another ksmlab uses the lab host");
            lease.requireHeld();
        }
        assertThat(another(folder)).isEqualTo("leased");
    }

    @Test
    public void aRefusedLeaseDoesNotEndTheOneThatIsHeld() {
        LabFolder folder = LabFolder.in(cache);
        try (LabFolder.Lease lease = folder.lease()) {
            assertThatThrownBy(folder::lease).isInstanceOf(LabInUseException.class);
            assertThat(another(folder)).startsWith("another ksmlab uses the lab host");
            lease.requireHeld();
        }
    }

    @Test
    public void aLeaseThatIsOverIsNotHeld() {
        LabFolder.Lease lease = LabFolder.in(cache).lease();
        lease.close();
        assertThatThrownBy(lease::requireHeld).hasMessage("the lease is over");
    }

    @Test
    public void anotherCacheIsAnotherLabHost() {
        try (LabFolder.Lease one = LabFolder.in(cache.resolve("one")).lease();
                LabFolder.Lease two = LabFolder.in(cache.resolve("two")).lease()) {
            one.requireHeld();
            two.requireHeld();
        }
    }

    @Test
    public void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(cache.resolve("file"));
        assertThatThrownBy(() -> LabFolder.in(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.resolve("lab").toString());
    }
}
