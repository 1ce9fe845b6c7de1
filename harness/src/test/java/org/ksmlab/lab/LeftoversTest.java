package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class LeftoversTest {
    private static final String VARIABLE = "KSMLAB_LEFTOVERS_TEST";

    private Path cache;
    private LabFolder folder;
    private Leftovers leftovers;

    @BeforeMethod
    public void makeCache() throws IOException {
        cache = Files.createTempDirectory("ksmlab-leftovers");
        folder = LabFolder.in(cache);
        leftovers = new Leftovers(VARIABLE, cache.toString(), folder);
    }

    @AfterMethod(alwaysRun = true)
    public void removeCache() throws IOException {
        TestFolders.delete(cache);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    /** A process that ignores being asked to end, started with a mark. */
    private static final class Sleeper implements AutoCloseable {
        private final CompletableFuture<String> pid = new CompletableFuture<>();
        private final Running running;

        Sleeper(String mark) {
            running = new LocalShell(Map.of(VARIABLE, mark))
                    .start(
                            Command.of("sh", "-c", "trap '' TERM; echo $$; exec sleep 300"),
                            (buffer, length) -> pid.complete(new String(buffer, 0, length, StandardCharsets.UTF_8)));
        }

        String pid() {
            return Await.result("the process", soon(), pid).strip();
        }

        boolean isAlive() {
            return running.isAlive();
        }

        @Override
        public void close() {
            running.close();
        }
    }

    @Test
    public void whatCarriesTheMarkIsEndedAndNothingElse() {
        try (Sleeper marked = new Sleeper(cache.toString());
                Sleeper longer = new Sleeper(cache + "-2");
                Sleeper other = new Sleeper("")) {
            String pid = marked.pid();
            assertThat(longer.pid()).isNotEqualTo(other.pid());
            assertThat(leftovers.remove()).anyMatch(text -> text.startsWith("process " + pid + ": "));
            Await.until("the end of the marked process", soon(), () -> !marked.isAlive());
            assertThat(longer.isAlive()).isTrue();
            assertThat(other.isAlive()).isTrue();
        }
    }

    @Test
    public void whatIsKnownOfTheMachineIsForgotten() throws IOException {
        Files.createFile(folder.machine());
        Files.createFile(folder.pidFile());
        Files.createFile(folder.console());
        assertThat(leftovers.remove()).isEmpty();
        assertThat(folder.machine()).doesNotExist();
        assertThat(folder.pidFile()).doesNotExist();
        assertThat(folder.console()).exists();
    }

    @Test
    public void whereNothingWasLeftNothingIsRemoved() {
        assertThat(leftovers.remove()).isEmpty();
    }
}
