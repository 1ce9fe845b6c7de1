package org.ksmlab.console;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.model.Finding;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** Files as ramoops, EFI and kdump-tools leave them, in folders in the place of the host's. */
public class PostMortemTest {
    private static final Instant START = Instant.parse("2026-03-04T05:06:07.9Z");

    private final LocalShell shell = new LocalShell();
    private Path folder;
    private Path pstore;
    private Path crash;
    private Path home;
    private List<ConsoleRecord> records;

    @BeforeMethod
    public void makeFolders() throws IOException {
        folder = Files.createTempDirectory("ksmlab-post-mortem");
        pstore = Files.createDirectory(folder.resolve("pstore"));
        crash = Files.createDirectory(folder.resolve("crash"));
        Files.createDirectory(crash.resolve("202603040507"));
        home = folder.resolve("home");
        records = new ArrayList<>();
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private void collect() {
        PostMortem.collect(
                shell,
                List.of(pstore.toString(), folder.resolve("none").toString(), crash.toString()),
                "host",
                START,
                home,
                Deadline.in(Duration.ofMinutes(1)),
                records::add);
    }

    private static void write(Path file, int secondsAfterStart, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(secondsAfterStart)));
    }

    private List<String> texts() {
        return records.stream().map(ConsoleRecord::text).toList();
    }

    @Test
    public void thePartsOfADumpAreReadInTheOrderInWhichTheKernelSaidThem() throws IOException {
        write(pstore.resolve("dmesg-efi_pstore-177260000001001"), 60, "Panic#2 Part1\n<0>[   99.000002] c\n");
        write(pstore.resolve("dmesg-efi_pstore-177260000002001"), 60, "Panic#2 Part2\n<4>[   98.000001] b\n");
        write(pstore.resolve("dmesg-efi_pstore-177260000001000"), 60, "Oops#1 Part1\n<4>[   97.000001] a\n");
        collect();
        assertThat(texts())
                .containsExactly(
                        "Oops#1 Part1",
                        "<4>[   97.000001] a",
                        "Panic#2 Part2",
                        "<4>[   98.000001] b",
                        "Panic#2 Part1",
                        "<0>[   99.000002] c");
        assertThat(records.get(5).kernelTime()).contains(Duration.ofSeconds(99).plusNanos(2000));
        assertThat(records.get(5).machine()).isEqualTo("host");
    }

    /** What ramoops of 5.10 kept of a crash, as it lay in /sys/fs/pstore after the reboot; capture/capture made it. */
    @Test
    public void whatRamoopsKeptOverARebootTellsHowTheKernelEnded() throws IOException {
        Path kept = pstore.resolve("dmesg-ramoops-0");
        try (InputStream golden = PostMortemTest.class.getResourceAsStream("/console/pstore/dmesg-ramoops-0-5.10")) {
            Files.copy(requireNonNull(golden), kept);
        }
        Files.setLastModifiedTime(kept, FileTime.from(START.plusSeconds(60)));
        collect();
        assertThat(records.get(0).text()).isEqualTo("Panic#1 Part1");
        assertThat(records.get(1).kernelTime()).isPresent();
        byte[] log = String.join("\n", texts()).getBytes(StandardCharsets.UTF_8);
        assertThat(Classifier.classify(new ByteArrayInputStream(log)))
                .extracting(Finding::title)
                .containsExactly("kernel panic: sysrq triggered crash");
    }

    @Test
    public void kdumpsLogIsReadToo() throws IOException {
        write(crash.resolve("202603040507/dmesg.202603040507"), 30, "[   97.000001] BUG: unable to handle\n");
        write(crash.resolve("202603040507/dump.202603040507"), 30, "not a log");
        collect();
        assertThat(texts()).containsExactly("[   97.000001] BUG: unable to handle");
    }

    @Test
    public void whatIsOlderThanTheTrialIsNotAboutIt() throws IOException {
        write(pstore.resolve("dmesg-ramoops-0"), -1, "Panic#1 Part1\n<0>[   99.000002] old\n");
        collect();
        assertThat(records).isEmpty();
        assertThat(home).doesNotExist();
    }

    @Test
    public void aFilesTimeInWholeSecondsIsNotTakenForOlder() throws IOException {
        write(pstore.resolve("dmesg-ramoops-0"), 0, "Panic#1 Part1\n");
        Files.setLastModifiedTime(
                pstore.resolve("dmesg-ramoops-0"), FileTime.from(Instant.parse("2026-03-04T05:06:07Z")));
        collect();
        assertThat(texts()).containsExactly("Panic#1 Part1");
    }

    @Test
    public void allIsOnDiskBeforeAnythingIsToldAndStaysOnTheHost() throws IOException {
        Path first = pstore.resolve("dmesg-ramoops-0");
        Path second = pstore.resolve("dmesg-ramoops-1");
        write(first, 60, "Panic#1 Part1\n\u001b[31mred\n");
        write(second, 60, "Panic#2 Part1\n");
        List<Long> filesWhenTold = new ArrayList<>();
        PostMortem.collect(
                shell, List.of(pstore.toString()), "host", START, home, Deadline.in(Duration.ofMinutes(1)), record -> {
                    try (Stream<Path> files = Files.list(home)) {
                        filesWhenTold.add(files.count());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(filesWhenTold).containsExactly(2L, 2L, 2L);
        assertThat(first).exists();
        try (Stream<Path> copies = Files.list(home)) {
            assertThat(copies.map(PostMortemTest::content)).contains("Panic#1 Part1\n\u001b[31mred\n");
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void whatNobodyCanReadIsKeptAndSaid() throws IOException {
        Files.write(pstore.resolve("dmesg-ramoops-0.enc.z"), new byte[] {0x78, (byte) 0x9c, 0, (byte) 0xff});
        Files.setLastModifiedTime(pstore.resolve("dmesg-ramoops-0.enc.z"), FileTime.from(START.plusSeconds(9)));
        collect();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.text())
                    .startsWith("compressed by a way this kernel lacks: ")
                    .endsWith(".enc.z");
            assertThat(record.kernelTime()).isEqualTo(Optional.empty());
        });
    }

    @Test
    public void aFileThatCannotBeReadIsAFailureAndNothingIsTold() throws IOException {
        write(pstore.resolve("dmesg-ramoops-0"), 60, "Panic#1 Part1\n");
        home = folder.resolve("pstore/dmesg-ramoops-0/home"); // below a file: no copy can be made
        assertThatThrownBy(this::collect).isInstanceOf(UncheckedIOException.class);
        assertThat(records).isEmpty();
    }
}
