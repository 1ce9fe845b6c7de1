package org.ksmlab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** What every shell does. Its host is this machine, whatever the way there. */
public abstract class ShellContract {
    protected Path folder;

    protected abstract Shell shell();

    @BeforeClass
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-shell");
    }

    @AfterClass(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    protected static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    /** A dead process that nobody has waited for yet has no program any more. */
    protected static void assertEnds(long pid) {
        Await.until(
                "the end of process " + pid,
                soon(),
                () -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .isEmpty());
    }

    @Test
    public void bothOutputsAndTheExitStatusAreReturned() {
        CommandResult result = shell().run(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"), soon());
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.exit()).isEqualTo(3);
    }

    @Test
    public void wordsReachTheProgramAsTheyAre() {
        Object[] words = {"printf", "%s|", "a b", "", "it's", "\"q\"", "$HOME", "*", " ü\n"};
        assertThat(shell().run(Command.of(words), soon()).stdout()).isEqualTo("a b||it's|\"q\"|$HOME|*| ü\n|");
    }

    @Test
    public void aCommandSpeaksTheCLocale() {
        assertThat(shell().run(Command.of("sh", "-c", "echo $LC_ALL"), soon()).stdout())
                .isEqualTo("C\n");
    }

    @Test
    public void standardInputIsSentAndThenEnds() {
        assertThat(shell().run(Command.of("cat").withStdin("one\ntwo"), soon()).stdout())
                .isEqualTo("one\ntwo");
    }

    @Test
    public void aLongStandardInputArrivesWhole() {
        String text = "0123456789abcde\n".repeat(300_000);
        assertThat(shell().run(Command.of("cat").withStdin(text), soon()).stdout())
                .isEqualTo(text);
    }

    @Test
    public void aCommandThatDoesNotReadItsInputEndsAllTheSame() {
        String text = "0123456789abcde\n".repeat(300_000);
        assertThat(shell().run(Command.of("sh", "-c", "exec <&-; echo done").withStdin(text), soon())
                        .orThrow()
                        .stdout())
                .isEqualTo("done\n");
    }

    @Test
    public void aCommandWithoutStandardInputReadsTheEndOfFile() {
        assertThat(shell().run(Command.of("cat"), soon()).stdout()).isEmpty();
    }

    @Test
    public void aMissingProgramIsStatus127AndNamed() {
        CommandResult result = shell().run(Command.of("no-such-program-here"), soon());
        assertThat(result.exit()).isEqualTo(127);
        assertThat(result.stderr()).contains("no-such-program-here");
    }

    @Test
    public void aSignalThatEndsACommandIsItsStatus() {
        assertThat(shell().run(Command.of("sh", "-c", "kill -TERM $$"), soon()).exit())
                .isEqualTo(128 + 15);
    }

    @Test
    public void anInterruptSignalIsNotIgnored() {
        assertThat(shell().run(Command.of("sh", "-c", "kill -INT $$; exit 0"), soon())
                        .exit())
                .isEqualTo(128 + 2);
    }

    @Test
    public void aCommandPastItsDeadlineIsKilledWithItsDescendants() throws IOException {
        Path pids = folder.resolve("pids");
        String script = "sh -c 'echo $$; sleep 300' & echo $$; wait";
        assertThatThrownBy(() -> shell().run(
                                Command.of("sh", "-c", "(" + script + ") >" + pids),
                                Deadline.in(Duration.ofSeconds(1))))
                .isInstanceOf(WaitTimedOutException.class)
                .hasMessageContaining("sleep 300");
        assertThat(Files.readAllLines(pids)).hasSize(2);
        for (String pid : Files.readAllLines(pids)) {
            assertEnds(Long.parseLong(pid));
        }
    }

    @Test
    public void moreOutputThanTheLimitIsAnErrorAndNotATruncatedResult() {
        assertThatThrownBy(() -> shell().run(Command.of("head", "-c", Shell.STDOUT_LIMIT + 1, "/dev/zero"), soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("wrote more than");
    }

    @Test
    public void aStreamedOutputArrivesWholeAndInOrder() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Running running = shell().start(Command.of("seq", 100_000), (b, n) -> bytes.write(b, 0, n))) {
            CommandResult result = running.await(soon());
            assertThat(result.ok()).isTrue();
            assertThat(running.isAlive()).isFalse();
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(100_000);
        assertThat(text).startsWith("1\n2\n").endsWith("99999\n100000\n");
    }

    @Test
    public void muchOnBothOutputsStallsNeither() {
        CommandResult result =
                shell().run(Command.of("sh", "-c", "head -c 4000000 /dev/zero >&2; head -c 4000000 /dev/zero"), soon());
        assertThat(result.stdout()).hasSize(4_000_000);
    }

    @Test
    public void outputIsStreamedWhileTheCommandRunsOnAThreadNamedAfterIt() {
        CompletableFuture<String> thread = new CompletableFuture<>();
        try (Running running = shell().start(
                        Command.of("sh", "-c", "echo ready; sleep 300"),
                        (b, n) -> thread.complete(Thread.currentThread().getName()))) {
            assertThat(Await.result("the first output", soon(), thread)).isEqualTo("command sh stdout");
            assertThat(running.isAlive()).isTrue();
        }
    }

    @Test
    public void closeKillsTheCommand() {
        Running running = shell().start(Command.of("sleep", 300), (b, n) -> {});
        running.close();
        assertThat(running.await(soon()).exit()).isEqualTo(128 + 9);
        running.close();
    }

    @Test
    public void aSinkThatThrowsEndsTheCommandAndIsReported() {
        IOException full = new IOException("disk full");
        try (Running running = shell().start(Command.of("yes"), (b, n) -> {
            throw full;
        })) {
            assertThatThrownBy(() -> running.await(soon()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCause(full);
        }
    }

    @Test
    public void anUploadReplacesTheFileAndSetsItsMode() throws IOException {
        byte[] bytes = new byte[3_000_001];
        new Random(1).nextBytes(bytes);
        Path from = Files.write(folder.resolve("from"), bytes);
        Path to = Files.writeString(folder.resolve("to"), "old");
        shell().upload(from, to.toString(), 0750, soon());
        assertThat(to).hasBinaryContent(bytes);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    public void anUploadToAMissingFolderFails() throws IOException {
        Path from = Files.writeString(folder.resolve("from-missing"), "new");
        String to = folder.resolve("missing/to").toString();
        assertThatThrownBy(() -> shell().upload(from, to, 0640, soon())).hasMessageContaining(to);
    }

    @Test
    public void aFileOfProcThatSaysItIsEmptyIsReadWhole() {
        assertThat(shell().read("/proc/self/status", soon()).orElseThrow()).contains("VmRSS:");
    }

    @Test
    public void aMissingFileIsAbsentNotEmpty() {
        assertThat(shell().read(folder.resolve("absent").toString(), soon())).isEqualTo(Optional.empty());
    }

    @Test
    public void aFolderReadAsAFileIsAnError() {
        assertThatThrownBy(() -> shell().read(folder.toString(), soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    public void whatIsWrittenIsRead() {
        String path = folder.resolve("written").toString();
        shell().write(path, "12\n", soon());
        assertThat(shell().read(path, soon())).contains("12\n");
    }

    @Test
    public void aFileThatRefusesAWriteSaysSo() {
        assertThatThrownBy(() -> shell().write("/proc/no-such-file", "1", soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("/proc/no-such-file");
    }

    @Test
    public void firstLinesOfManyFilesAreReadInOneCommand() throws IOException {
        Path one = Files.writeString(folder.resolve("first one"), "a  b\\c\nsecond\n");
        Path other = Files.writeString(folder.resolve("other"), "no newline");
        assertThat(shell().firstLines(List.of(other.toString(), "/proc/no-such-file", one.toString()), soon()))
                .containsExactly(Map.entry(other.toString(), "no newline"), Map.entry(one.toString(), "a  b\\c"));
    }

    @Test
    public void afterAFileThatRefusesItsTextTheOthersAreStillWritten() throws IOException {
        Path good = folder.resolve("it's good");
        assertThatThrownBy(() -> shell().writeAll(
                                List.of(Map.entry("/proc/version", "mine"), Map.entry(good.toString(), "100%s\\n")),
                                soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("/proc/version refuses 'mine'");
        assertThat(good).hasContent("100%s\\n");
    }
}
