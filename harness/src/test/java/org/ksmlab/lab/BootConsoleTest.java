package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class BootConsoleTest {
    private Path file;
    private BootConsole console;

    @BeforeMethod
    public void makeFile() throws IOException {
        file = Files.createTempFile("console", ".log");
        console = new BootConsole(file, "ready");
    }

    @AfterMethod
    public void removeFile() throws IOException {
        Files.delete(file);
    }

    private void says(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
        console.read();
    }

    @Test
    public void silenceLastsUntilTheFileGrows() throws IOException {
        Duration longSilence = Duration.ofMillis(50);
        Await.until("silence", Deadline.in(Duration.ofSeconds(20)), () -> {
            console.read();
            return console.silence().compareTo(longSilence) > 0;
        });

        long beforeItGrew = System.nanoTime();
        says("booting\n");

        assertThat(console.silence()).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - beforeItGrew));
        assertThat(console.failure()).isEmpty();
    }

    @Test
    public void theTextIsSeenAlsoIfItComesInPieces() throws IOException {
        says("re");
        assertThat(console.isReady()).isFalse();
        says("ady\n");
        assertThat(console.isReady()).isTrue();
    }

    @Test
    public void aHangThatTheKernelReportsIsAFailureThoughTheConsoleIsNotSilent() throws IOException {
        says("[   40.000001] watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [systemd:1]\n");
        assertThat(console.failure()).contains("its console reports a soft lockup");
        says("[   60.000001] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\n");
        assertThat(console.failure()).contains("its console reports a soft lockup");
    }

    @Test
    public void aWarningIsNoFailure() throws IOException {
        says("[    1.000001] WARNING: CPU: 0 PID: 1 at kernel/x.c:1 f+0x1/0x2\n");
        assertThat(console.failure()).isEmpty();
    }

    @Test
    public void aConsoleThatIsNotThereYetSaysNothing() throws IOException {
        Files.delete(file);
        console.read();
        assertThat(console.isReady()).isFalse();

        Files.writeString(file, "ready\n");
        console.read();
        assertThat(console.isReady()).isTrue();
    }
}
