package org.ksmlab.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.ksmlab.archive.RealRun;
import org.ksmlab.archive.RunFolder;
import org.ksmlab.archive.RunSummary;
import org.ksmlab.archive.Unreadable;
import org.ksmlab.command.Command;
import org.ksmlab.command.LineSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.TestFolders;
import org.ksmlab.index.RunIndex.Update;
import org.ksmlab.local.LocalShell;
import org.ksmlab.model.Verdict;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class RunIndexTest {
    private static final Duration BUDGET = Duration.ofMinutes(5);

    private final List<String> said = new ArrayList<>();
    private Path folder;
    private Path runs;
    private Path file;

    @BeforeMethod
    public void copyRuns() throws IOException {
        folder = Files.createTempDirectory("ksmlab-index");
        runs = Files.createDirectory(folder.resolve("runs"));
        file = folder.resolve("index.sqlite");
        said.clear();
        RealRun.into(runs, "run-a");
        RealRun.into(runs, "run-b");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private RunIndex open() {
        return RunIndex.open(file, runs, said::add, Deadline.in(BUDGET));
    }

    private Update update() {
        try (RunIndex index = open()) {
            return index.update();
        }
    }

    private List<String> find(RunQuery query) {
        try (RunIndex index = open()) {
            return index.find(query).stream().map(RunSummary::name).toList();
        }
    }

    private Path trial(String run, String trial) {
        return runs.resolve(run).resolve(trial);
    }

    private static RunQuery kernel(String kernel) {
        return new RunQuery(
                Optional.of(kernel), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static RunQuery verdict(Verdict verdict) {
        return new RunQuery(
                Optional.empty(), Optional.empty(), Optional.of(verdict), Optional.empty(), Optional.empty());
    }

    private static RunQuery between(String since, String until) {
        return new RunQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.parse(since)),
                Optional.of(Instant.parse(until)));
    }

    // --- searching --------------------------------------------------------------------------------------------------

    @Test
    public void theIndexSaysWhatTheFoldersSay() {
        try (RunIndex index = open()) {
            List<RunSummary> found = index.find(RunQuery.ALL);
            assertThat(found).extracting(RunSummary::name).containsExactly("run-a", "run-b");
            RunSummary read = RunSummary.read(new RunFolder(runs.resolve("run-a")));
            assertThat(found.get(0))
                    .usingRecursiveComparison()
                    .withComparatorForType((a, b) -> Long.compare(a.toEpochMilli(), b.toEpochMilli()), Instant.class)
                    .isEqualTo(read);
        }
    }

    @Test
    public void runsAreFoundByKernelHostVerdictAndDate() throws IOException {
        Path other = trial("run-b", RealRun.WITH_LIMIT);
        RealRun.edit(other.resolve("trial.json"), "6.1.0-56-cloud-amd64 #1", "6.12.9_%-arm64 #1");
        RealRun.edit(other.resolve("trial.json"), "\"the lab host\"", "\"h2\"");
        RealRun.edit(other.resolve("trial.json"), "2026-11-24T17:08:03", "2026-11-26T00:00:00");
        RealRun.edit(other.resolve("verdict.json"), "\"NOT_REPRODUCED\"", "\"INFRA\"");

        assertThat(find(kernel("6.1.0"))).containsExactly("run-a", "run-b");
        assertThat(find(kernel("6.12"))).containsExactly("run-b");
        assertThat(find(kernel("Debian"))).containsExactly("run-a", "run-b");
        assertThat(find(kernel("9_%-"))).as("no wildcards").containsExactly("run-b");
        assertThat(find(kernel("1_0%"))).as("no wildcards").isEmpty();
        assertThat(find(kernel("' OR 1 --"))).isEmpty();
        assertThat(find(verdict(Verdict.INFRA))).containsExactly("run-b");
        assertThat(find(verdict(Verdict.NOT_REPRODUCED))).containsExactly("run-a");
        assertThat(find(between("2026-11-26T00:00:00Z", "2026-11-27T00:00:00Z")))
                .containsExactly("run-b");
        assertThat(find(between("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z")))
                .containsExactly("run-a", "run-b");
        assertThat(find(new RunQuery(
                        Optional.of("6.12"),
                        Optional.of("the lab host"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
                .as("all of it has to be true of one trial")
                .isEmpty();
        assertThat(find(new RunQuery(
                        Optional.of("6.12"),
                        Optional.of("h2"),
                        Optional.of(Verdict.INFRA),
                        Optional.empty(),
                        Optional.empty())))
                .containsExactly("run-b");
    }

    @Test
    public void noFolderOfRunsIsNoRuns() throws IOException {
        TestFolders.delete(runs);
        assertThat(find(RunQuery.ALL)).isEmpty();
    }

    @Test
    public void whatCannotBeReadIsListed() throws IOException {
        Files.createDirectory(runs.resolve("empty"));
        RealRun.edit(trial("run-a", RealRun.WITH_LIMIT).resolve("trial.json"), "\"version\" : 1", "\"version\" : 0");
        RealRun.edit(trial("run-b", RealRun.WITH_LIMIT).resolve("trial.json"), "\"version\" : 1", "\"version\" : 99");
        Files.delete(trial("run-b", RealRun.WITHOUT_LIMIT).resolve("trial.json"));
        for (int time = 0; time < 2; time++) {
            try (RunIndex index = open()) {
                assertThat(index.find(RunQuery.ALL))
                        .extracting(RunSummary::name)
                        .containsExactly("empty", "run-a", "run-b");
                assertThat(index.unreadable())
                        .extracting(Unreadable::why)
                        .satisfiesExactly(
                                one -> assertThat(one).contains("empty: not a run's folder"),
                                one -> assertThat(one).contains("run-a", "version 0 is older"),
                                one -> assertThat(one).contains("run-b", "version 99 is newer"),
                                one -> assertThat(one).contains("run-b", "no trial.json"));
            }
        }
    }

    @Test
    public void aSweepIsNoRun() throws IOException {
        Path sweep = Files.createDirectories(trial("sweep", "limit-256-10000-1"));
        assertThat(find(RunQuery.ALL)).containsExactly("run-a", "run-b", "sweep");
        Files.writeString(sweep.resolveSibling("sweep.json"), "{}");
        try (RunIndex index = open()) {
            assertThat(index.update())
                    .as("one that was taken for a run is forgotten")
                    .isEqualTo(new Update(0, 2, 1));
            assertThat(index.find(RunQuery.ALL)).extracting(RunSummary::name).containsExactly("run-a", "run-b");
            assertThat(index.unreadable()).isEmpty();
        }
    }

    // --- keeping up -------------------------------------------------------------------------------------------------

    @Test
    public void onlyWhatChangedIsReadAgain() throws IOException {
        assertThat(update()).isEqualTo(new Update(2, 0, 0));
        assertThat(update()).isEqualTo(new Update(0, 2, 0));
        RealRun.edit(trial("run-b", RealRun.WITH_LIMIT).resolve("verdict.json"), "\"NOT_REPRODUCED\"", "\"INVALID\"");
        RealRun.into(runs, "run-c");
        assertThat(update()).isEqualTo(new Update(2, 1, 0));
        assertThat(find(verdict(Verdict.INVALID))).containsExactly("run-b");
        TestFolders.delete(runs.resolve("run-a"));
        assertThat(update()).isEqualTo(new Update(0, 2, 1));
        assertThat(find(RunQuery.ALL)).containsExactly("run-b", "run-c");
        assertThat(said).isEmpty();
    }

    @Test
    public void rebuildingReadsAllAgain() {
        update();
        try (RunIndex index = RunIndex.rebuild(file, runs, Deadline.in(BUDGET))) {
            assertThat(index.update()).isEqualTo(new Update(2, 0, 0));
            assertThat(index.find(RunQuery.ALL)).hasSize(2);
        }
    }

    // --- an index that cannot be used -------------------------------------------------------------------------------

    private interface Damage {
        void to(Path file) throws IOException, SQLException;
    }

    private static Damage sql(String... statements) {
        return file -> {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                for (String each : statements) {
                    statement.execute(each);
                }
            }
        };
    }

    @DataProvider
    public Object[][] damages() {
        Damage garbage = index -> Files.writeString(index, "this is no database\n".repeat(1000));
        Damage page = index -> {
            try (RandomAccessFile bytes = new RandomAccessFile(index.toFile(), "rw")) {
                bytes.seek(4096);
                bytes.write(new byte[(int) bytes.length() - 4096]);
            }
        };
        Damage cut = index -> {
            try (RandomAccessFile bytes = new RandomAccessFile(index.toFile(), "rw")) {
                bytes.setLength(bytes.length() / 2);
            }
        };
        return new Object[][] {
            {garbage, "file is not a database"},
            {page, ""},
            {cut, ""},
            {sql("PRAGMA user_version = 99"), "its schema 99 is newer than this ksmlab's, 1"},
            {sql("DROP TABLE trial"), "no such table: "},
            {sql("PRAGMA user_version = 0", "DROP TABLE flyway_schema_history"), "no schema history table"},
        };
    }

    @Test(dataProvider = "damages")
    public void anIndexThatCannotBeUsedIsMadeAnewWhichIsSaidInOneLine(Damage damage, String why)
            throws IOException, SQLException {
        update();
        damage.to(file);
        assertThat(find(RunQuery.ALL)).containsExactly("run-a", "run-b");
        assertThat(said)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("rebuilding the index " + file + ": ")
                        .contains(why)
                        .hasLineCount(1));
        said.clear();
        assertThat(update()).as("as good as new").isEqualTo(new Update(0, 2, 0));
        assertThat(said).isEmpty();
    }

    @Test
    public void anEmptyFileIsAnIndexThatKnowsNothingYet() throws IOException {
        Files.createFile(file);
        assertThat(update()).isEqualTo(new Update(2, 0, 0));
        assertThat(said).isEmpty();
    }

    @Test
    public void aFileThatCannotBeReplacedIsNamed() throws IOException {
        Files.createDirectories(file.resolve("in-the-way"));
        assertThatThrownBy(this::open).hasMessageContaining(file.toString());
    }

    // --- other processes --------------------------------------------------------------------------------------------

    private Running other(int times, CountDownLatch rebuilt) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Command command = Command.of(
                java, "-cp", System.getProperty("java.class.path"), OtherProcess.class.getName(), file, runs, times);
        return new LocalShell().start(command, new LineSink((buffer, length) -> {}, line -> rebuilt.countDown()));
    }

    private static void await(CountDownLatch rebuilt) {
        Await.until("the other process", Deadline.in(BUDGET), () -> rebuilt.getCount() == 0);
    }

    @Test
    public void aProcessThatIsKilledWhileItRebuildsLeavesNothingBehind() {
        for (int kill = 1; kill <= 3; kill++) {
            CountDownLatch rebuilt = new CountDownLatch(kill);
            Running running = other(Integer.MAX_VALUE, rebuilt);
            try {
                await(rebuilt);
            } finally {
                running.close(); // by now it is somewhere in the next one
            }
            assertThat(find(RunQuery.ALL)).containsExactly("run-a", "run-b");
        }
    }

    @Test
    public void twoProcessesTakeTurns() {
        CountDownLatch rebuilt = new CountDownLatch(1);
        try (Running running = other(3, rebuilt)) {
            await(rebuilt);
            assertThat(find(RunQuery.ALL)).containsExactly("run-a", "run-b");
            assertThat(running.await(Deadline.in(BUDGET)).exit()).isZero();
        }
        assertThat(find(RunQuery.ALL)).containsExactly("run-a", "run-b");
        assertThat(said).isEmpty();
    }

    @Test
    public void anIndexThatIsInUseIsWaitedForAndThenNamed() {
        try (RunIndex index = open()) {
            assertThatThrownBy(() -> RunIndex.open(file, runs, said::add, Deadline.in(Duration.ofMillis(50))))
                    .isInstanceOf(WaitTimedOutException.class)
                    .hasMessageContaining("another ksmlab to be done with the index " + file);
            assertThat(index.find(RunQuery.ALL)).hasSize(2);
        }
        assertThat(find(RunQuery.ALL)).hasSize(2);
    }
}
