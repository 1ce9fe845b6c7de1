package org.ksmlab.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.model.Verdict;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class RunSummaryTest {
    private static final String KERNEL = "6.1.0-56-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)";

    private Path folder;
    private Path path;
    private RunFolder run;

    @BeforeMethod
    public void copyARun() throws IOException {
        folder = Files.createTempDirectory("ksmlab-stored");
        path = RealRun.into(folder);
        run = new RunFolder(path);
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    @Test
    public void aRunIsReadInShort() {
        assertThat(RunSummary.read(run))
                .isEqualTo(new RunSummary(
                        RealRun.NAME,
                        Optional.of(Outcome.AS_EXPECTED),
                        List.of(
                                trial(
                                        RealRun.WITHOUT_LIMIT,
                                        "without-limit",
                                        "2026-11-24T17:06:20.155252526Z",
                                        Verdict.REPRODUCED),
                                trial(
                                        RealRun.WITH_LIMIT,
                                        "with-limit",
                                        "2026-11-24T17:08:03.656498635Z",
                                        Verdict.NOT_REPRODUCED)),
                        List.of()));
    }

    private static TrialSummary trial(String name, String arm, String start, Verdict verdict) {
        return new TrialSummary(name, arm, KERNEL, "the lab host", Instant.parse(start), Optional.of(verdict));
    }

    @Test
    public void aTrialThatWasNotJudgedHasNoVerdict() throws IOException {
        Files.delete(path.resolve(RealRun.WITH_LIMIT).resolve("verdict.json"));
        assertThat(RunSummary.read(run).trials().get(1).verdict()).isEmpty();
        assertThat(RunSummary.read(run).unreadable()).isEmpty();
    }

    @Test
    public void whatCannotBeReadIsNamedAndTheRestIsRead() throws IOException {
        RealRun.edit(path.resolve(RealRun.WITH_LIMIT).resolve("trial.json"), "\"version\" : 1", "\"version\" : 99");
        Files.createDirectory(path.resolve("with-limit-2"));
        Files.writeString(path.resolve("result.json"), "{");
        RunSummary read = RunSummary.read(run);
        assertThat(read.trials()).extracting(TrialSummary::name).containsExactly(RealRun.WITHOUT_LIMIT);
        assertThat(read.outcome()).isEmpty();
        assertThat(read.unreadable())
                .extracting(Unreadable::why)
                .satisfiesExactly(
                        result -> assertThat(result).contains("result.json: Unexpected end-of-input"),
                        newer -> assertThat(newer).contains("version 99 is newer"),
                        killed -> assertThat(killed).contains("with-limit-2: no trial.json"));
    }

    @Test
    public void aTrialThatWasSetAsideIsNoTrial() throws IOException {
        Files.move(path.resolve(RealRun.WITH_LIMIT), path.resolve(RealRun.WITH_LIMIT + ".aborted"));
        assertThat(RunSummary.read(run).trials()).extracting(TrialSummary::name).containsExactly(RealRun.WITHOUT_LIMIT);
        assertThat(RunSummary.read(run).unreadable()).isEmpty();
    }

    @Test
    public void aSweepIsRefusedWithWhatCanBeDoneWithIt() throws IOException {
        Path sweep = folder.resolve("sweep");
        Files.createDirectories(sweep.resolve("limit-256-10000-1"));
        Files.writeString(sweep.resolve("sweep.json"), "{}");
        assertThatThrownBy(() -> new RunFolder(sweep).require())
                .hasMessage(sweep + ": a sweep's folder, which has nothing to judge again:"
                        + " ksmlab report writes its reports, ksmlab sweep --resume continues it");
    }

    @Test
    public void aFolderThatIsNoRunsIsRefused() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other/notes"));
        assertThatThrownBy(() -> new RunFolder(other).require())
                .hasMessage(other + ": not a run's folder: it has neither result.json nor a trial's folder");
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new RunFolder(file).require()).hasMessage(file + ": not a folder");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> new RunFolder(missing).require()).hasMessage(missing + ": no such folder");
    }

    @Test
    public void theFingerprintIsAnotherWheneverAFileThatCountsIs() throws IOException {
        String before = run.fingerprint();
        assertThat(run.fingerprint()).isEqualTo(before);
        Files.writeString(path.resolve(RealRun.WITH_LIMIT).resolve("perf.txt"), "samples");
        assertThat(run.fingerprint()).as("not what is searched for").isEqualTo(before);
        Path verdict = path.resolve(RealRun.WITH_LIMIT).resolve("verdict.json");
        RealRun.edit(verdict, "NOT_REPRODUCED", "INVALID");
        String edited = run.fingerprint();
        assertThat(edited).isNotEqualTo(before);
        Files.delete(verdict);
        assertThat(run.fingerprint()).isNotEqualTo(edited).contains("verdict.json missing");
    }
}
