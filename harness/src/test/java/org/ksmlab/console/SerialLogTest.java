package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.ssh.LoopbackSshd;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class SerialLogTest {
    private Path folder;
    private Path file;
    private Path raw;
    private Heard heard;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-serial");
        file = folder.resolve("serial.log");
        raw = folder.resolve("raw");
        heard = new Heard();
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private SerialLog followHere() {
        return SerialLog.start("guest-1", LocalShell::new, file.toString(), raw, heard);
    }

    @Test
    public void linesAreDeliveredAsTheFileGrows() throws IOException {
        append("[    0.000000] Linux version 6.1.0\r\n");
        try (SerialLog log = followHere()) {
            heard.awaitText("[    0.000000] Linux version 6.1.0");
            append("[   12.345678] watch");
            append("dog: BUG\r\nplain\n");
            heard.awaitText("plain");
            assertThat(log.trouble()).isEmpty();
        }
        assertThat(heard.texts())
                .containsExactly("[    0.000000] Linux version 6.1.0", "[   12.345678] watchdog: BUG", "plain");
        assertThat(heard.records())
                .extracting(ConsoleRecord::kernelTime)
                .containsExactly(
                        Optional.of(Duration.ZERO), Optional.of(Duration.ofNanos(12_345_678_000L)), Optional.empty());
        assertThat(raw).hasSameBinaryContentAs(file);
    }

    @Test
    public void aFileThatComesLaterIsFollowedFromItsStart() throws IOException {
        try (SerialLog log = followHere()) {
            append("first\n");
            heard.awaitText("first");
            assertThat(log.trouble()).isEmpty();
        }
    }

    @Test
    public void aLastLineWithoutAnEndIsDeliveredAtTheClose() throws IOException {
        append("whole\nhalf a li");
        try (SerialLog log = followHere()) {
            heard.awaitText("whole");
            Await.until(
                    "the rest",
                    Deadline.in(Duration.ofSeconds(30)),
                    () -> raw.toFile().length() == 15);
            assertThat(log.trouble()).isEmpty();
            assertThat(heard.texts()).containsExactly("whole");
        }
        assertThat(heard.texts()).containsExactly("whole", "half a li");
    }

    @Test
    public void aBrokenConnectionLosesNothingAndRepeatsNothing() throws IOException {
        append("one\ntw");
        try (LoopbackSshd sshd = LoopbackSshd.start();
                SerialLog log = SerialLog.start("guest-1", sshd::connect, file.toString(), raw, heard)) {
            heard.awaitText("one");
            sshd.killServers();
            append("o\nthree\n");
            heard.awaitText("three");
            assertThat(log.trouble()).isEmpty();
        }
        assertThat(heard.texts()).containsExactly("one", "two", "three");
        assertThat(raw).hasSameBinaryContentAs(file);
    }
}
