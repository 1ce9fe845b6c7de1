package org.ksmlab.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class RecordingTest {
    private Path folder;
    private Path file;
    private List<String> lines;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-recording");
        file = folder.resolve("program.log");
        lines = new CopyOnWriteArrayList<>();
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private Recording recordingOf(String script) {
        return Recording.start(new LocalShell(), Command.of("sh", "-c", script), file, lines::add);
    }

    @Test
    public void whatAProgramSaysIsInTheFileWhileItRuns() {
        try (Recording recording = recordingOf("echo one; echo two; exec sleep 300")) {
            Await.until("both lines", soon(), () -> lines.size() == 2);
            assertThat(lines).containsExactly("one", "two");
            assertThat(file).hasContent("one\ntwo\n");
            recording.requireRunning();
        }
    }

    @Test
    public void theEndOfAProgramIsWaitedFor() {
        try (Recording recording = recordingOf("echo one; printf half")) {
            recording.await(soon());
            assertThat(file).hasContent("one\nhalf");
        }
    }

    @Test
    public void aProgramThatFailsSaysSo() {
        try (Recording recording = recordingOf("echo no such CPU >&2; exit 3")) {
            assertThatThrownBy(() -> recording.await(soon()))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining("exit status 3: no such CPU");
            assertThatThrownBy(recording::requireRunning).hasMessageContaining("exit status 3: no such CPU");
        }
    }

    @Test
    public void aProgramThatEndedByItselfDoesNotRunAnyMore() {
        try (Recording recording = recordingOf("exit 0")) {
            recording.await(soon());
            assertThatThrownBy(recording::requireRunning)
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining("ended by itself");
        }
    }

    @Test
    public void closingEndsTheProgram() {
        Recording recording = recordingOf("echo $$; exec sleep 300");
        Await.until("its line", soon(), () -> !lines.isEmpty());
        recording.close();
        // It is killed and not waited for.
        Await.until(
                "the end of the program",
                soon(),
                () -> ProcessHandle.of(Long.parseLong(lines.get(0)))
                        .flatMap(process -> process.info().command())
                        .isEmpty());
    }

    @Test
    public void aFileThatCannotBeMadeIsNamedAndNothingIsStarted() {
        Path nowhere = folder.resolve("none/program.log");
        assertThatThrownBy(() -> Recording.start(
                        new LocalShell(), Command.of("touch", folder.resolve("started")), nowhere, lines::add))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(nowhere.toString());
        assertThat(folder.resolve("started")).doesNotExist();
    }
}
