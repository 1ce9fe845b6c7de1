package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.lab.Checkup.Item;
import org.ksmlab.lab.Checkup.Packages;
import org.ksmlab.lab.Checkup.State;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class CheckupTest {
    private static final Packages NONE_MISSING = new Packages("", "", "");

    private Path cache;
    private Workplace workplace;

    @BeforeMethod
    public void makeCache() throws IOException {
        cache = Files.createTempDirectory("ksmlab-checkup");
        workplace = new Workplace(Path.of("..").toRealPath(), cache);
    }

    @AfterMethod(alwaysRun = true)
    public void removeCache() throws IOException {
        TestFolders.delete(cache);
    }

    private Item look(String name, Packages missing, long roomGib) {
        return new Checkup(workplace, missing, roomGib)
                .look().stream()
                        .filter(item -> item.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private Item look(String name) {
        return look(name, NONE_MISSING, 0);
    }

    @Test
    public void aReproductionLacksItsPackagesAndTheTestsAndKernelsAreWorthANote() {
        Packages missing = new Packages("qemu-system-x86", "qemu-system-x86 chromium", "qemu-system-x86 flex");
        assertThat(look("packages to reproduce", missing, 0))
                .isEqualTo(new Item(
                        "packages to reproduce",
                        State.MISSING,
                        "missing: qemu-system-x86",
                        Optional.of("apt-get install qemu-system-x86, or --yes with the command that needs them")));
        assertThat(look("packages to test", missing, 0).state()).isEqualTo(State.NOTE);
        assertThat(look("packages for kernels", missing, 0).found()).isEqualTo("missing: qemu-system-x86 flex");
        assertThat(look("packages to reproduce").state()).isEqualTo(State.OK);
    }

    @Test
    public void tooLittleDiskSpaceIsSaidWithWhatIsNeeded() {
        assertThat(look("disk space").state()).isEqualTo(State.OK);
        Item item = look("disk space", NONE_MISSING, 1L << 30);
        assertThat(item.state()).isEqualTo(State.MISSING);
        assertThat(item.found()).contains("GiB in " + cache).endsWith(", of 1073741824 that are needed");
    }

    @Test
    public void imagesThatAreNotMadeAreNamedAndNotMade() {
        assertThat(look("images"))
                .isEqualTo(new Item(
                        "images",
                        State.NOTE,
                        "not made yet: lab-host, guest, programs",
                        Optional.of("the next run makes them, over the network")));
        assertThat(cache.resolve("images")).doesNotExist();
    }

    @Test
    public void whatAKilledRunLeftIsNamedAndLeftAlone() throws IOException {
        assertThat(look("lab host")).isEqualTo(new Item("lab host", State.OK, "down", Optional.empty()));
        Path journal = Files.createDirectories(workplace.journals()).resolve("run.jsonl");
        Files.createFile(journal);
        CompletableFuture<String> pid = new CompletableFuture<>();
        try (Shell shell = workplace.localShell();
                Running left = shell.start(
                        Command.of("sh", "-c", "echo $$; exec sleep 300"),
                        (buffer, length) -> pid.complete(new String(buffer, 0, length, StandardCharsets.UTF_8)))) {
            String process = Await.result("the process", Deadline.in(Duration.ofSeconds(30)), pid)
                    .strip();
            Item item = look("lab host");
            assertThat(item.state()).isEqualTo(State.NOTE);
            assertThat(item.found()).contains("process " + process + ": ", "the journal " + journal);
            assertThat(item.remedy()).contains("ksmlab clean");
            assertThat(left.isAlive()).isTrue();
        }
        assertThat(journal).exists();
    }

    @Test
    public void aLabHostThatAnotherUsesIsNotLookedInto() {
        try (LabFolder.Lease lease = LabFolder.in(cache).lease()) {
            assertThat(look("lab host").found()).isEqualTo("another ksmlab uses it");
            lease.requireHeld();
        }
    }
}
