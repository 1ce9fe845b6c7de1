package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ksmlab.waiting.Await;
import org.testng.annotations.Test;

/** Counts what KSM has merged. */
public class SharersIT extends ProgramTest {
    @Test
    public void sharersOfMergedPagesAreCountedUpToTheLimitOfTheKernel() throws IOException {
        needsRoot();
        try (KsmOn ksm = new KsmOn(shell);
                Started one = start("filler", "--mib", 16, "--pattern", "one", "--mergeable");
                Started other = start("filler", "--mib", 16, "--pattern", "one", "--mergeable")) {
            awaitFilled(one);
            awaitFilled(other);
            // All pages of both are the same, so that only the limit keeps them from being one.
            long expected = Math.min(ksm.maxPageSharing(), 2 * 4096);
            Await.until("pages to be merged", soon(), () -> longest() >= expected);
            assertThat(longest()).isEqualTo(expected);

            List<String> lines = run("sharers").orThrow().stdout().lines().toList();
            Map<String, String> totals = Started.pairs(lines.get(0));
            long ksmPages = Long.parseLong(totals.get("ksm_pages"));
            assertThat(Long.parseLong(totals.get("sharers_total"))).isGreaterThanOrEqualTo(expected);
            assertThat(lines.subList(1, lines.size()))
                    .allMatch(line -> line.matches("hist ge=\\d+ pages=\\d+"))
                    .anyMatch(line -> line.startsWith("hist ge=" + Long.highestOneBit(expected) + " "));
            assertThat(lines.stream()
                            .skip(1)
                            .mapToLong(
                                    line -> Long.parseLong(Started.pairs(line).get("pages")))
                            .sum())
                    .isEqualTo(ksmPages);
            if (Files.exists(Path.of("/sys/devices/system/memory/block_size_bytes"))) {
                assertThat(Path.of("/sys/devices/system/node/node" + totals.get("longest_node")))
                        .exists();
            }
        }
    }
}
