package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.command.TestFolders;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class TimelineTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-04T05:06:07.5Z");

    private Path folder;
    private Path file;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-timeline");
        file = folder.resolve("timeline.jsonl");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static ConsoleRecord line(String source, String text) {
        return new ConsoleRecord(
                source, RECEIVED, Optional.empty(), OptionalLong.empty(), OptionalInt.empty(), text, 0);
    }

    @Test
    public void aRecordIsOneLineWithAllThatIsKnown() throws IOException {
        ConsoleRecord record = new ConsoleRecord(
                "host",
                RECEIVED,
                Optional.of(Duration.ofNanos(5_140_900_000L)),
                OptionalLong.of(339),
                OptionalInt.of(6),
                "a \"text\"\nof two lines",
                0);
        try (Timeline timeline = Timeline.start(file, ignored -> {})) {
            timeline.accept(record);
            timeline.accept(line("guest-1", "plain"));
            timeline.accept(ConsoleRecord.gap("host", RECEIVED, 12));
            assertThat(file).as("written at once, in case we are killed").hasContent("""
                            {"time":"2026-03-04T05:06:07.500000Z","source":"host","event":1,"seq":339,"level":6,"kernel_time":5.140900,"text":"a \\"text\\"\\nof two lines"}
                            {"time":"2026-03-04T05:06:07.500000Z","source":"guest-1","event":2,"text":"plain"}
                            {"time":"2026-03-04T05:06:07.500000Z","source":"host","event":3,"text":"12 records lost","lost":12}
                            """);
        }
    }

    @Test
    public void theSameLineOfTwoChannelsIsOneEventWithTwoWitnesses() throws IOException {
        List<ConsoleRecord> next = new ArrayList<>();
        try (Timeline timeline = Timeline.start(file, next::add)) {
            timeline.accept(line("guest-1 serial", "[    5.140900] eth0: up"));
            timeline.accept(new ConsoleRecord(
                    "guest-1 kmsg",
                    RECEIVED,
                    Optional.of(Duration.ofNanos(5_140_900_000L)),
                    OptionalLong.of(339),
                    OptionalInt.of(6),
                    "eth0: up",
                    0));
        }
        assertThat(next).extracting(ConsoleRecord::source).containsExactly("guest-1 serial");
        assertThat(file).hasContent("""
                        {"time":"2026-03-04T05:06:07.500000Z","source":"guest-1 serial","event":1,"text":"[    5.140900] eth0: up"}
                        {"time":"2026-03-04T05:06:07.500000Z","source":"guest-1 kmsg","event":1,"witness":2,"seq":339,"level":6,"kernel_time":5.140900,"text":"eth0: up"}
                        """);
    }

    @Test
    public void recordsOfSeveralThreadsAreWrittenAndHandedOnOneAfterTheOther() throws IOException {
        List<ConsoleRecord> next = new ArrayList<>(); // not safe for threads: it need not be
        try (Timeline timeline = Timeline.start(file, next::add)) {
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> say(timeline, "a")),
                            CompletableFuture.runAsync(() -> say(timeline, "b")))
                    .join();
        }
        assertThat(next).hasSize(2000);
        assertThat(Files.readAllLines(file)).hasSize(2000).allMatch(text -> text.endsWith("\"}"));
    }

    private static void say(Timeline timeline, String source) {
        for (int i = 0; i < 1000; i++) {
            timeline.accept(line(source, "text " + i));
        }
    }
}
