package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.RmapScaleResult.Outcome;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class RmapScaleJudgeTest {
    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-sweep");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static final String READERS = """
            beat pid=100 now_ns=6000000000 reads=1 longest_us=0
            beat pid=101 now_ns=6000000000 reads=1 longest_us=0
            stall pid=101 start_ns=8000000000 end_ns=8004000000 length_us=4000
            stall pid=100 start_ns=10100000000 end_ns=12400000000 length_us=2300000
            beat pid=100 now_ns=13000000000 reads=9 longest_us=2300000
            beat pid=101 now_ns=13000000000 reads=9 longest_us=4000
            """;

    private static RmapScaleResult judge(RmapScaleRecordBuilder trial) {
        return RmapScaleJudge.judge(trial.build(), ReaderLog.parse(READERS));
    }

    @Test
    public void aTrialWhosePreconditionsAreMetGivesAPoint() {
        RmapScaleResult result = judge(new RmapScaleRecordBuilder());
        assertThat(result.outcome()).isEqualTo(Outcome.MEASURED);
        assertThat(result.point()).contains(new Point(10_000, 10_000, 4.5, 2.5, 2.3, 0.004));
        assertThat(result.reason())
                .isEqualTo("10,000 sharers, at most 10,000 of one page: migrate_pages took 2.500 s, the longest read"
                        + " 2.300 s");
        assertThat(result.arm()).isEqualTo("without-limit");
    }

    @Test
    public void vmasHaveToBeWhatTheProcessesCounted() {
        RmapScaleRecordBuilder trial = new RmapScaleRecordBuilder();
        trial.scale = new RmapScale(2, 10_000, KsmState.UNLIMITED, 20);
        String filled = "filled pid=100 pages=5000 vmas=20 seconds=1\nfilled pid=101 pages=5000 vmas=%d seconds=1\n";
        assertThat(RmapScaleJudge.judge(
                                trial.build(), ReaderLog.parse(String.format(Locale.ROOT, filled, 20) + READERS))
                        .outcome())
                .isEqualTo(Outcome.MEASURED);
        assertThat(RmapScaleJudge.judge(
                                trial.build(), ReaderLog.parse(String.format(Locale.ROOT, filled, 19) + READERS))
                        .reason())
                .isEqualTo("vmas: 19 and 20 VMAs in 2 processes, required: 20 VMAs in each of 2 processes");
        assertThat(judge(trial).reason()).startsWith("vmas: not measured");
    }

    @Test
    public void withALimitTheDoseIsWhatWouldBeOnOnePageWithoutIt() {
        RmapScaleRecordBuilder trial = new RmapScaleRecordBuilder();
        trial.scale = new RmapScale(2, 10_000, 256);
        trial.sharers = Optional.of(new Sharers(256, 40, 9_990));
        RmapScaleResult result = judge(trial);
        assertThat(result.arm()).isEqualTo("limit-256");
        assertThat(result.point()).hasValueSatisfying(point -> {
            assertThat(point.sharers()).isEqualTo(9_990);
            assertThat(point.longestNode()).isEqualTo(256);
        });
    }

    @Test
    public void severalCallsCountTogetherAndTheFirstEndsTheQuiet() {
        RmapScaleRecordBuilder trial = severalCalls();
        Point point = judge(trial).point().orElseThrow();
        assertThat(point.triggerSeconds()).isEqualTo(3.1);
        assertThat(point.longestStallSeconds()).isEqualTo(2.3);
        assertThat(point.quietStallSeconds()).isZero();
        String stalledByTheFirst =
                READERS.replace("start_ns=8000000000 end_ns=8004000000", "start_ns=7600000000 end_ns=9990000000");
        assertThat(RmapScaleJudge.judge(trial.build(), ReaderLog.parse(stalledByTheFirst))
                        .point()
                        .orElseThrow()
                        .longestStallSeconds())
                .isEqualTo(2.39);
    }

    @Test
    public void everyProcessHasToReadFromBeforeTheFirstOfSeveralCalls() {
        String late = READERS.replace("beat pid=100 now_ns=6000000000", "beat pid=100 now_ns=9000000000");
        assertThat(RmapScaleJudge.judge(severalCalls().build(), ReaderLog.parse(late))
                        .reason())
                .startsWith("watched: 1 of 2 processes did");
    }

    private static RmapScaleRecordBuilder severalCalls() {
        RmapScaleRecordBuilder trial = new RmapScaleRecordBuilder();
        MigrateCall before = new MigrateCall(
                199,
                "migrate",
                RmapScaleRecordBuilder.PID,
                7_500_000_000L,
                OptionalLong.of(8_100_000_000L),
                OptionalLong.of(1));
        trial.calls = List.of(before, call(0));
        return trial;
    }

    @DataProvider
    public Object[][] unmet() {
        return new Object[][] {
            {"merged", change(trial -> trial.notMerged = Optional.of("ksmd is not advancing"))},
            {"merged", change(trial -> trial.sharers = Optional.empty())},
            {"merged", change(trial -> trial.sharers = Optional.of(new Sharers(9_899, 1, 9_899)))},
            {"longest_node", change(trial -> trial.sharers = Optional.of(new Sharers(9_000, 2, 10_000)))},
            {"longest_node", change(trial -> trial.scale = new RmapScale(2, 10_000, 256))},
            {"longest_node", limited(256, 252)},
            {"longest_node", limited(20_000, 9_899)},
            {"on_source_node", change(trial -> trial.pagesBefore = Optional.of(Map.of(0, 4_000L, 1, 1_000L)))},
            {"on_source_node", change(trial -> trial.pagesBefore = Optional.empty())},
            {"trigger_fired", change(trial -> trial.calls = List.of())},
            {"trigger_fired", change(trial -> trial.calls = List.of(call(-1)))},
            {"moved", change(trial -> trial.pagesAfter = Optional.of(Map.of(0, 4_999L, 1, 1L)))},
            {"moved", change(trial -> trial.pagesAfter = Optional.empty())},
        };
    }

    private static Consumer<RmapScaleRecordBuilder> limited(int limit, long longest) {
        return trial -> {
            trial.scale = new RmapScale(2, 10_000, limit);
            trial.sharers = Optional.of(new Sharers(longest, 40, 10_000));
        };
    }

    private static Consumer<RmapScaleRecordBuilder> change(Consumer<RmapScaleRecordBuilder> change) {
        return change;
    }

    private static MigrateCall call(long result) {
        return new MigrateCall(
                200,
                "migrate",
                RmapScaleRecordBuilder.PID,
                RmapScaleRecordBuilder.TRIGGER_START_NS,
                OptionalLong.of(RmapScaleRecordBuilder.TRIGGER_END_NS),
                OptionalLong.of(result));
    }

    @Test(dataProvider = "unmet")
    public void withoutAPreconditionThereIsNoPoint(String precondition, Consumer<RmapScaleRecordBuilder> change) {
        RmapScaleRecordBuilder trial = new RmapScaleRecordBuilder();
        change.accept(trial);
        RmapScaleResult result = judge(trial);
        assertThat(result.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(result.point()).isEmpty();
        assertThat(result.reason()).startsWith(precondition + ": ").contains(", required: ");
        assertThat(result.preconditions())
                .hasEntrySatisfying(
                        precondition, unmet -> assertThat(unmet.met()).isFalse());
    }

    @Test
    public void aProcessThatDidNotReadToTheEndMakesItInvalid() {
        String cut = READERS.substring(0, READERS.indexOf("beat pid=101 now_ns=13"));
        RmapScaleResult result = RmapScaleJudge.judge(new RmapScaleRecordBuilder().build(), ReaderLog.parse(cut));
        assertThat(result.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(result.reason()).startsWith("watched: 1 of 2 processes did");
    }

    @Test
    public void aTrialThatBrokeIsInfra() {
        RmapScaleRecordBuilder trial = new RmapScaleRecordBuilder();
        trial.failure = Optional.of("the lab host's machine is gone");
        assertThat(judge(trial).outcome()).isEqualTo(Outcome.INFRA);
        assertThat(judge(trial).reason()).isEqualTo("the lab host's machine is gone");
    }

    @Test
    public void whatIsInTheFolderIsEnoughToJudge() throws IOException {
        RmapScaleRecord record = new RmapScaleRecordBuilder().build();
        Json.write(folder.resolve(RmapScaleRecord.FILE), record);
        assertThat(RmapScaleJudge.judge(folder).outcome()).isEqualTo(Outcome.INVALID);

        Files.writeString(folder.resolve(RmapScaleJudge.READERS_LOG), READERS);
        RmapScaleResult result = RmapScaleJudge.judge(folder);
        assertThat(result).isEqualTo(judge(new RmapScaleRecordBuilder()));
        Json.write(folder.resolve(RmapScaleResult.FILE), result);
        assertThat(RmapScaleResult.read(folder.resolve(RmapScaleResult.FILE))).isEqualTo(result);
    }
}
