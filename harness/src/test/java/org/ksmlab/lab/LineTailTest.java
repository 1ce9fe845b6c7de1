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

public class LineTailTest {
    private Path file;

    @BeforeMethod
    public void makeFile() throws IOException {
        file = Files.createTempFile("console", ".log");
    }

    @AfterMethod
    public void removeFile() throws IOException {
        Files.delete(file);
    }

    @Test
    public void silenceLastsUntilTheFileGrows() throws IOException {
        LineTail tail = new LineTail(file, "ready");
        Duration longSilence = Duration.ofMillis(50);
        Await.until("silence", Deadline.in(Duration.ofSeconds(20)), () -> {
            assertThat(tail.isSeen()).isFalse();
            return tail.silence().compareTo(longSilence) > 0;
        });

        long beforeItGrew = System.nanoTime();
        Files.writeString(file, "booting\n", StandardOpenOption.APPEND);
        assertThat(tail.isSeen()).isFalse();

        assertThat(tail.silence()).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - beforeItGrew));
    }

    @Test
    public void theTextIsSeenAlsoIfItComesInPieces() throws IOException {
        LineTail tail = new LineTail(file, "ready");
        Files.writeString(file, "re", StandardOpenOption.APPEND);
        assertThat(tail.isSeen()).isFalse();
        Files.writeString(file, "ady\n", StandardOpenOption.APPEND);
        assertThat(tail.isSeen()).isTrue();
    }
}
