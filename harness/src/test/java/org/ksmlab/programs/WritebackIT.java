package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ksmlab.command.CommandResult;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Dirty pages that are written back, over and over. */
public class WritebackIT extends ProgramTest {
    @DataProvider
    public Object[][] modes() {
        return new Object[][] {{"write"}, {"mmap"}};
    }

    @Test(dataProvider = "modes")
    public void writebackDirtiesItsWholeFileAndCountsRounds(String mode) throws IOException {
        Path file = folder.resolve("written-by-" + mode);
        Files.deleteIfExists(file);
        List<String> lines = run(
                        "writeback", "--file", file, "--mib", 2, "--threads", 1, "--seconds", 1, "--mode", mode)
                .orThrow()
                .stdout()
                .lines()
                .toList();
        assertThat(lines)
                .isNotEmpty()
                .allMatch(line -> line.matches("round=\\d+ bytes=\\d+ seconds=\\d+\\.\\d+ syncfs_ms=\\d+"));
        assertThat(Started.pairs(lines.get(0))).containsEntry("round", "1");
        assertThat(lines).anyMatch(line -> !Started.pairs(line).get("bytes").equals("0"));
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes).hasSize(2 << 20);
        for (int page = 0; page < bytes.length; page += PAGE_BYTES) {
            assertThat(bytes[page]).as("first byte of the page at %d", page).isNotZero();
        }
    }

    @Test
    public void writebackForeverGoesOnUntilItIsKilled() {
        Object[] arguments = {
            "--file",
            folder.resolve("forever"),
            "--mib",
            1,
            "--threads",
            1,
            "--mode",
            "mmap",
            "--forever",
            "--rest-ms",
            1
        };
        try (Started writeback = start("writeback", arguments)) {
            writeback.awaitLine(line -> line.startsWith("round=10 "));
            assertThat(writeback.isAlive()).isTrue();
        }
    }

    @Test
    public void aFileThatCannotBeWrittenIsNamedInOneLine() {
        CommandResult result = run(
                "writeback", "--file", "/proc/no/file", "--mib", 1, "--threads", 1, "--mode", "write", "--seconds", 1);
        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.stderr()).isEqualTo("writeback: /proc/no/file: No such file or directory (errno 2)\n");
    }
}
