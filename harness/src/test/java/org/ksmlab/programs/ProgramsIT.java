package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Builds the C programs and runs them on this machine. */
public class ProgramsIT {
    private static final int PAGE_BYTES = 4096;

    private final Shell shell = new LocalShell();
    private final Path folder = Path.of("target/programs").toAbsolutePath();

    @BeforeClass
    public void build() {
        if (!shell.run(Command.of("gcc", "--version"), soon()).ok()) {
            throw new SkipException("needs gcc");
        }
        shell.run(Command.of("../guest-images/programs/build", folder), soon()).orThrow();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofMinutes(1));
    }

    private CommandResult run(String program, Object... arguments) {
        List<Object> words = new ArrayList<>(List.of(folder.resolve(program)));
        words.addAll(List.of(arguments));
        return shell.run(Command.of(words.toArray()), soon());
    }

    private Started start(String program, Object... arguments) {
        return new Started(shell, folder.resolve(program), arguments);
    }

    private static Map<String, String> awaitFilled(Started filler) {
        return Started.pairs(filler.awaitLine(line -> line.startsWith("state=filled ")));
    }

    private static void needsRoot() {
        if (!System.getProperty("user.name").equals("root")) {
            throw new SkipException("needs root");
        }
    }

    // --- filler

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

    // --- sharers

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

    private long longest() {
        return match("longest=(\\d+) ", run("sharers").orThrow().stdout());
    }

    // --- stall-meter

    @DataProvider
    public Object[][] waysToWait() {
        return new Object[][] {{"sleep", List.of()}, {"spin", List.of("--spin")}};
    }

    @Test(dataProvider = "waysToWait")
    public void aStoppedMeterPrintsTheGapOnEachCpuOnceItGoesOn(String in, List<String> options) {
        // By affinity, as the meter counts them, where Java would heed a quota as well.
        int cpuCount = Integer.parseInt(
                shell.run(Command.of("nproc"), soon()).orThrow().stdout().strip());
        List<Object> arguments = new ArrayList<>(List.of("--threshold-ms", 300, "--beat"));
        arguments.addAll(options);
        try (Started meter = start("stall-meter", arguments.toArray())) {
            Await.until(
                    "a beat of each CPU",
                    soon(),
                    () -> cpus(meter.lines(line -> line.startsWith("beat "))).size() == cpuCount);
            meter.signal("STOP");
            Await.until("all threads of the meter to stop", soon(), () -> hasStopped(meter.pid()));
            long stoppedNs = System.nanoTime(); // on Linux that is CLOCK_MONOTONIC
            Await.until("half a second to pass", soon(), () -> System.nanoTime() - stoppedNs >= 500_000_000);
            long continuedNs = System.nanoTime();
            meter.signal("CONT");
            Await.until(
                    "a gap on each CPU",
                    soon(),
                    () -> cpus(gapsOver(meter, stoppedNs, continuedNs)).size() == cpuCount);
            // A beat is now and then what the signal interrupts.
            assertThat(gapsOver(meter, stoppedNs, continuedNs))
                    .allMatch(line -> line.matches(".* in=(" + in + "|print)"));
        }
    }

    private static Set<String> cpus(List<String> lines) {
        return lines.stream()
                .map(line -> Started.pairs(line).getOrDefault("cpu", ""))
                .collect(Collectors.toSet());
    }

    /** The stalls that began by the first time and ended after the second; the machine itself may have had others. */
    private static List<String> gapsOver(Started meter, long stoppedNs, long continuedNs) {
        return meter.lines(line -> line.startsWith("stall ")).stream()
                .filter(line -> {
                    Map<String, String> stall = Started.pairs(line);
                    long startNs = Long.parseLong(stall.get("start_ns"));
                    long endNs = Long.parseLong(stall.get("end_ns"));
                    assertThat(Long.parseLong(stall.get("length_us"))).isEqualTo((endNs - startNs) / 1000);
                    return startNs <= stoppedNs && endNs >= continuedNs;
                })
                .toList();
    }

    /** Each thread stops by itself, some time after the signal. */
    private boolean hasStopped(long pid) {
        Object[] words = {"sh", "-c", "cat /proc/$1/task/*/status", "states", pid};
        String statuses = shell.run(Command.of(words), soon()).orThrow().stdout();
        return statuses.lines()
                .filter(line -> line.startsWith("State:"))
                .allMatch(line -> line.contains("T (stopped)"));
    }

    @Test
    public void theMeterSaysBothClocksFirst() {
        long beforeNs = System.nanoTime();
        long beforeMs = System.currentTimeMillis();
        try (Started meter = start("stall-meter", "--threshold-ms", 1000)) {
            Map<String, String> clock = Started.pairs(meter.awaitLine(line -> line.startsWith("clock ")));
            assertThat(Long.parseLong(clock.get("monotonic_ns"))).isBetween(beforeNs, System.nanoTime());
            assertThat(Long.parseLong(clock.get("realtime_ns")) / 1_000_000)
                    .isBetween(beforeMs, System.currentTimeMillis());
        }
    }

    @Test
    public void onlyTheCpusThatWereAskedForAreWatchedAsFifoIfAskedFor() {
        needsRoot();
        try (Started meter = start("stall-meter", "--threshold-ms", 1000, "--cpus", 0, "--fifo", "--beat")) {
            assertThat(meter.awaitLine(line -> line.startsWith("beat "))).startsWith("beat cpu=0 ");
            String policies = shell.run(Command.of("chrt", "-a", "-p", meter.pid()), soon())
                    .orThrow()
                    .stdout();
            assertThat(policies).containsOnlyOnce("SCHED_FIFO").containsOnlyOnce("SCHED_OTHER");
        }
    }

    // --- mergers

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

    // --- migrate

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

    // --- writeback

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

    // --- wrong use

    @DataProvider
    public Object[][] wrongUses() {
        return new Object[][] {
            {"filler", "--pattern one", "--mib is missing"},
            {"filler", "--mib 1", "--pattern is missing"},
            {"filler", "--mib -1 --pattern one", "--mib: '-1'"},
            {"filler", "--mib 1x --pattern one", "--mib: '1x'"},
            {"filler", "--mib 1 --pattern k:0", "'0'"},
            {"filler", "--mib 1 --pattern two", "--pattern: 'two'"},
            {"filler", "--mib 1 --pattern one more", "'more'"},
            {"filler", "--nonsense", "--nonsense"},
            {"hold-kvm", "forever", "'forever'"},
            {"sharers", "all", "'all'"},
            {"stall-meter", "--beat", "--threshold-ms is missing"},
            {"stall-meter", "--threshold-ms 10", "10 ms between looks"},
            {"stall-meter", "--threshold-ms 100 --cpus 3-1", "'1'"},
            {"stall-meter", "--threshold-ms 100 --cpus 1;2", "--cpus"},
            {"stall-meter", "--threshold-ms 100 --spin --fifo", "let nothing else run"},
            {"mergers", "--pages 4 --threshold-us 1", "--processes is missing"},
            {"mergers", "--processes 2 --pages 4", "--threshold-us is missing"},
            {"mergers", "--processes 4 --pages 3 --threshold-us 1", "too few for 4"},
            {"mergers", "--processes 2 --pages 9 --vmas 5 --threshold-us 1", "too many for 4 pages"},
            {"mergers", "--processes 0 --pages 3 --threshold-us 1", "--processes: '0'"},
            {"migrate", "--from 0 --to 1", "--pid is missing"},
            {"migrate", "--pid 1 --from 0", "--to is missing"},
            {"migrate", "--pid 1 --from 0 --to 1024", "--to: '1024'"},
            {"migrate", "--pid 1 --from 0, --to 1", "--from: ''"},
            {"writeback", "--file f --mib 1 --threads 1 --mode write", "either --seconds or --forever"},
            {"writeback", "--file f --mib 1 --threads 1 --mode write --seconds 1 --forever", "either --seconds or"},
            {"writeback", "--file f --mib 1 --threads 17 --mode write --forever", "too many for 1 MiB"},
            {"writeback", "--file f --mib 1 --threads 1 --mode read --forever", "--mode: 'read'"},
            {"writeback", "--mib 1 --threads 1 --mode read --forever", "'read'"},
        };
    }

    @Test(dataProvider = "wrongUses")
    public void wrongUseIsOneLineWithTheValue(String program, String arguments, String complaint) {
        CommandResult result = run(program, (Object[]) arguments.split(" "));
        assertThat(result.exit()).isEqualTo(64);
        assertThat(result.stderr().lines()).hasSize(1);
        assertThat(result.stderr()).contains(program + ": ").contains(complaint);
        assertThat(result.stdout()).isEmpty();
    }

    @DataProvider
    public Object[][] programs() {
        return new Object[][] {{"filler"}, {"sharers"}, {"stall-meter"}, {"mergers"}, {"migrate"}, {"writeback"}};
    }

    @Test(dataProvider = "programs")
    public void helpIsNoError(String program) {
        assertThat(run(program, "--help").orThrow().stdout()).startsWith("usage: " + program);
    }

    private static long match(String regex, String text) {
        MatchResult found =
                Pattern.compile(regex).matcher(text).results().findFirst().orElseThrow();
        return Long.parseLong(found.group(1));
    }
}
