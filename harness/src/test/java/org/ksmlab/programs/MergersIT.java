package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.Test;

/** Processes that read merged pages, and time it. */
public class MergersIT extends ProgramTest {
    private static final int MERGERS = 3;
    private static final int MERGER_PAGES = 1_000;

    private Started startMergers(Object... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("--processes", MERGERS, "--pages", MERGER_PAGES, "--threshold-us", 200_000));
        arguments.addAll(List.of(more));
        return start("mergers", arguments.toArray());
    }

    private static List<Map<String, String>> awaitAllFilled(Started mergers) {
        return Await.value("all mergers to be full", soon(), Duration.ofMillis(10), () -> {
            List<Map<String, String>> filled = mergers.lines(line -> line.startsWith("filled ")).stream()
                    .map(Started::pairs)
                    .toList();
            return filled.size() == MERGERS ? Optional.of(filled) : Optional.empty();
        });
    }

    @Test
    public void pagesOfMergersAreMergedAndReadOn() throws IOException {
        needsRoot();
        try (KsmOn ksm = new KsmOn(shell);
                Started mergers = startMergers()) {
            List<Map<String, String>> filled = awaitAllFilled(mergers);
            assertThat(filled)
                    .extracting(process -> process.get("pages"))
                    .containsExactlyInAnyOrder("334", "333", "333");
            assertThat(filled).extracting(process -> process.get("pid")).doesNotHaveDuplicates();
            long expected = Math.min(ksm.maxPageSharing(), MERGER_PAGES);
            Await.until("pages to be merged", soon(), () -> longest() >= expected);
            int beats = mergers.lines(line -> line.startsWith("beat ")).size();
            Await.until(
                    "a beat of each process",
                    soon(),
                    () -> pids(mergers.lines(line -> line.startsWith("beat ")).stream()
                                            .skip(beats))
                                    .size()
                            == MERGERS);
        }
    }

    @Test
    public void theMemoryOfMergersIsSplitIntoAsManyVmasAsAskedFor() {
        try (Started mergers = startMergers("--vmas", 101)) {
            assertThat(awaitAllFilled(mergers))
                    .extracting(process -> process.get("vmas"))
                    .containsOnly("101");
        }
        try (Started mergers = startMergers()) {
            assertThat(awaitAllFilled(mergers))
                    .extracting(process -> process.get("vmas"))
                    .containsOnly("1");
        }
    }

    private static Set<String> pids(Stream<String> lines) {
        return lines.map(line -> Started.pairs(line).getOrDefault("pid", "")).collect(Collectors.toSet());
    }

    @Test
    public void aReadThatIsHeldUpIsAStall() {
        try (Started mergers = startMergers("--rest-us", 0)) {
            String pid = awaitAllFilled(mergers).get(0).get("pid");
            // A signal may as well stop it between two reads; then it is stopped again.
            String stall = Await.value("a read to be stopped", soon(), Duration.ofMillis(10), () -> {
                signal(pid, "STOP");
                Await.until("the process to stop", soon(), () -> hasStopped(Long.parseLong(pid)));
                Deadline held = Deadline.in(Duration.ofMillis(250));
                Await.until("the read to be held up", soon(), held::expired);
                signal(pid, "CONT");
                return mergers.lines(line -> line.startsWith("stall pid=" + pid + " ")).stream()
                        .findFirst();
            });
            Map<String, String> pairs = Started.pairs(stall);
            long lengthNs = Long.parseLong(pairs.get("end_ns")) - Long.parseLong(pairs.get("start_ns"));
            assertThat(Long.parseLong(pairs.get("length_us")))
                    .isEqualTo(lengthNs / 1000)
                    .isGreaterThanOrEqualTo(200_000);
            String beat = "beat pid=" + pid + " ";
            Await.until(
                    "a beat that knows of it",
                    soon(),
                    () -> mergers.lines(line -> line.startsWith(beat)).stream()
                            .anyMatch(line -> Long.parseLong(Started.pairs(line).get("longest_us")) >= 200_000));
        }
    }

    private void signal(String pid, String name) {
        shell.run(Command.of("kill", "-s", name, pid), soon()).orThrow();
    }

    @Test
    public void noMergerOutlivesAnother() {
        try (Started mergers = startMergers()) {
            List<String> pids = awaitAllFilled(mergers).stream()
                    .map(process -> process.getOrDefault("pid", ""))
                    .toList();
            signal(pids.get(1), "KILL");
            Await.until("the program to end", soon(), () -> !mergers.isAlive());
            Await.until(
                    "all mergers to end",
                    soon(),
                    () -> pids.stream().noneMatch(pid -> Files.exists(Path.of("/proc", pid, "exe"))));
        }
    }
}
