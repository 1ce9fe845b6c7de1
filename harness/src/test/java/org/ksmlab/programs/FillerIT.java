package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.ksmlab.command.CommandResult;
import org.ksmlab.waiting.Await;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Identical pages, or as many contents as are asked for. */
public class FillerIT extends ProgramTest {
    @DataProvider
    public Object[][] patterns() {
        return new Object[][] {{"zero", 1}, {"one", 1}, {"k:7", 7}, {"random", 1024}};
    }

    @Test(dataProvider = "patterns")
    public void theFillerKeepsAsManyContentsAsItsPatternSays(String pattern, int contents) throws IOException {
        try (Started filler = start("filler", "--mib", 4, "--pattern", pattern, "--nohuge")) {
            assertThat(awaitFilled(filler))
                    .containsEntry("pages", "1024")
                    .containsEntry("pid", Long.toString(filler.pid()))
                    .containsKey("seconds");
            Set<String> pages = pagesOf(filler.pid(), 1024);
            assertThat(pages).hasSize(contents);
            assertThat(pages.contains(Arrays.toString(new byte[PAGE_BYTES]))).isEqualTo(pattern.equals("zero"));
            assertThat(filler.isAlive()).isTrue();
        }
    }

    /** The contents of the one mapping of that many pages. */
    private static Set<String> pagesOf(long pid, int count) throws IOException {
        long start = -1;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
            String[] ends = line.substring(0, line.indexOf(' ')).split("-", 2);
            long from = Long.parseUnsignedLong(ends[0], 16);
            if (Long.parseUnsignedLong(ends[1], 16) - from == (long) count * PAGE_BYTES) {
                start = from;
            }
        }
        assertThat(start).as("a mapping of %d pages", count).isPositive();
        Set<String> contents = new HashSet<>();
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            memory.seek(start);
            byte[] page = new byte[PAGE_BYTES];
            for (int i = 0; i < count; i++) {
                memory.readFully(page);
                contents.add(Arrays.toString(page));
            }
        }
        return contents;
    }

    @Test
    public void theSameSeedGivesTheSameRandomPages() throws IOException {
        assertThat(randomPages(5)).isEqualTo(randomPages(5)).doesNotContainAnyElementsOf(randomPages(6));
    }

    private Set<String> randomPages(int seed) throws IOException {
        try (Started filler = start("filler", "--mib", 1, "--pattern", "random", "--seed", seed, "--nohuge")) {
            awaitFilled(filler);
            return pagesOf(filler.pid(), 256);
        }
    }

    @Test
    public void aTouchingFillerReadsAllItsPagesAgainAndAgain() throws IOException {
        try (Started filler = start("filler", "--mib", 4, "--pattern", "one", "--touch-ms", 1)) {
            awaitFilled(filler);
            for (int turn = 0; turn < 2; turn++) {
                Files.writeString(Path.of("/proc/" + filler.pid() + "/clear_refs"), "1");
                Await.until("4 MiB to be referenced", soon(), () -> referencedKib(filler.pid()) >= 4096);
            }
        }
    }

    private long referencedKib(long pid) {
        String rollup = shell.read("/proc/" + pid + "/smaps_rollup", soon()).orElseThrow();
        return match("Referenced: +(\\d+) kB", rollup);
    }

    @Test
    public void memoryThatTheMachineDoesNotHaveIsOneLine() {
        CommandResult result = run("filler", "--mib", 4_000_000_000L, "--pattern", "one");
        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.stderr()).isEqualTo("filler: mmap: Cannot allocate memory (errno 12)\n");
    }
}
