package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.ksmlab.command.CommandResult;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** One migrate_pages(2), and what came of it. */
public class MigrateIT extends ProgramTest {
    @Test
    public void aMigrationToTheSameNodeLeavesNothingBehind() {
        try (Started filler = start("filler", "--mib", 4, "--pattern", "one")) {
            awaitFilled(filler);
            CommandResult result = run("migrate", "--pid", filler.pid(), "--from", 0, "--to", 0);
            if (result.stdout().contains("errno=38")) {
                throw new SkipException("a kernel without NUMA");
            }
            List<String> lines = result.orThrow().stdout().lines().toList();
            assertThat(lines).hasSize(2);
            Map<String, String> start = Started.pairs(lines.get(0));
            Map<String, String> end = Started.pairs(lines.get(1));
            assertThat(start).containsOnlyKeys("start_ns", "realtime_ns");
            assertThat(end)
                    .containsKeys("realtime_ns", "seconds")
                    .containsEntry("errno", "0")
                    .containsEntry("not_moved", "0");
            assertThat(Long.parseLong(end.get("end_ns"))).isGreaterThan(Long.parseLong(start.get("start_ns")));
        }
    }

    @Test
    public void aMigrationOfNoProcessSaysItsErrorNumber() {
        // More than the largest pid_max, 4194304.
        CommandResult result = run("migrate", "--pid", 4194305, "--from", 0, "--to", 0);
        if (result.stdout().contains("errno=38")) {
            throw new SkipException("a kernel without NUMA");
        }
        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.stderr()).isEqualTo("migrate: migrate_pages: No such process (errno 3)\n");
        assertThat(result.stdout().lines())
                .last()
                .asString()
                .contains("errno=3")
                .doesNotContain("not_moved");
    }
}
