package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ksmlab.archive.RealRun;
import org.ksmlab.command.Command;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.local.LocalShell;
import org.ksmlab.model.Verdict;
import org.ksmlab.report.SweepRun;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** The commands over stored runs: analyze, runs, index. */
public class StoredRunsTest {
    private final Map<String, String> propertiesBefore = new TreeMap<>();
    private StringWriter out;
    private StringWriter err;
    private Path cache;
    private Path run;
    private Path withLimit;

    @BeforeMethod
    public void copyARun() throws IOException {
        out = new StringWriter();
        err = new StringWriter();
        cache = Files.createTempDirectory("ksmlab-runs");
        run = RealRun.into(Files.createDirectory(cache.resolve("runs")));
        withLimit = run.resolve(RealRun.WITH_LIMIT);
        for (String name : new String[] {"ksmlab.home", "ksmlab.cache"}) {
            propertiesBefore.put(name, System.getProperty(name, ""));
            System.setProperty(name, cache.toString());
        }
    }

    @AfterMethod(alwaysRun = true)
    public void removeCache() throws IOException {
        propertiesBefore.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        TestFolders.delete(cache);
    }

    private int ksmlab(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine(false)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    // --- analyze ----------------------------------------------------------------------------------------------------

    @Test
    public void aRunThatIsAsBeforeIsALineForEachTrialAndExitCode0() {
        assertThat(ksmlab("analyze", run.toString())).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        20261124-170559-reproduce/without-limit-1: REPRODUCED, as before
                        20261124-170559-reproduce/with-limit-1: NOT_REPRODUCED, as before
                        trials: 2; as before: 2; another verdict: 0; the same verdict, but else not as before: 0; not readable: 0
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    public void anotherVerdictIsSaidWithWhatItWasAndExitCode1() throws IOException {
        RealRun.edit(withLimit.resolve("verdict.json"), "\"NOT_REPRODUCED\"", "\"INVALID\"");
        RealRun.edit(withLimit.resolve("verdict.json"), "no guest stalled", "\\u001b[2Ja guest stalled");
        RealRun.edit(run.resolve("result.json"), "\"AS_EXPECTED\"", "\"UNKNOWN\"");
        assertThat(ksmlab("analyze", run.toString())).isEqualTo(1);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        20261124-170559-reproduce/without-limit-1: REPRODUCED, as before
                        20261124-170559-reproduce/with-limit-1: NOT_REPRODUCED, was INVALID
                          reason: no guest stalled for longer than 2.0 s while migrate_pages walked; the longest stall was 0.2 s
                            was: ?[2Ja guest stalled for longer than 2.0 s while migrate_pages walked; the longest stall was 0.2 s
                        20261124-170559-reproduce: AS_EXPECTED, was UNKNOWN
                        trials: 2; as before: 1; another verdict: 1; the same verdict, but else not as before: 0; not readable: 0
                        """);
    }

    @Test
    public void anotherReasonAloneIsSaidAndExitCode0() throws IOException {
        RealRun.edit(withLimit.resolve("verdict.json"), "no guest stalled", "nothing stalled");
        assertThat(ksmlab("analyze", run.toString())).isZero();
        assertThat(out.toString())
                .contains("with-limit-1: NOT_REPRODUCED, as before, but")
                .contains("  reason: no guest");
    }

    @Test
    public void jsonIsALineForEachTrialAndForWhatCannotBeRead() throws IOException {
        RealRun.edit(withLimit.resolve("trial.json"), "\"version\" : 1", "\"version\" : 99");
        RealRun.edit(run.resolve(RealRun.WITHOUT_LIMIT).resolve("verdict.json"), "\"REPRODUCED\"", "\"INVALID\"");
        assertThat(ksmlab("analyze", "--format", "json", run.toString())).isEqualTo(64);
        String[] lines = out.toString().split("\n", -1);
        assertThat(lines).hasSize(3);
        JsonNode trial = new ObjectMapper().readTree(lines[0]);
        assertThat(trial.path("run").asText()).isEqualTo(run.toString());
        assertThat(trial.path("trial").asText()).isEqualTo("without-limit-1");
        assertThat(trial.path("verdict").asText()).isEqualTo("REPRODUCED");
        assertThat(trial.path("before").asText()).isEqualTo("INVALID");
        assertThat(trial.path("changes").path(0).path("what").asText()).isEqualTo("verdict");
        assertThat(trial.path("judgement").path("soft_lockups").asInt()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(lines[1]).path("unreadable").asText())
                .contains("version 99 is newer than what this ksmlab reads: 1");
    }

    @Test
    public void whatCannotBeReadIsOneLineOnStandardErrorAndExitCode64() throws IOException {
        Files.delete(withLimit.resolve("trial.json"));
        assertThat(ksmlab("analyze", run.toString())).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: %s: no trial.json: the trial was killed, or goes on%n", withLimit));
        assertThat(out.toString())
                .contains("without-limit-1: REPRODUCED, as before")
                .contains("not readable: 1");
    }

    @Test
    public void noOutcomeIsSaidOfARunOfWhichSomethingCannotBeRead() throws IOException {
        RealRun.edit(run.resolve("result.json"), "\"AS_EXPECTED\"", "\"UNKNOWN\"");
        Files.delete(withLimit.resolve("trial.json"));
        assertThat(ksmlab("analyze", run.toString())).isEqualTo(64);
        assertThat(out.toString()).doesNotContain("EXPECTED, was", "UNKNOWN");
    }

    @Test
    public void aRunThatWasKilledAfterItsFirstArmIsStillUnknown() throws IOException {
        CampaignResult whole = CampaignResult.read(run.resolve("result.json"));
        ArmResult none = new ArmResult("with-limit", Verdict.NOT_REPRODUCED, List.of());
        Json.write(
                run.resolve("result.json"),
                CampaignResult.of(run, List.of(whole.arms().get(0), none)));
        TestFolders.delete(withLimit);
        assertThat(ksmlab("analyze", "--write", run.toString())).isZero();
        assertThat(out.toString()).doesNotContain("EXPECTED, was");
        assertThat(CampaignResult.read(run.resolve("result.json")).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    public void aSweepIsOneLineThatSaysWhatCanBeDoneWithIt() {
        try (SweepRun sweep = SweepRun.make()) {
            assertThat(ksmlab("analyze", run.toString(), sweep.folder().toString()))
                    .isEqualTo(64);
            assertThat(out.toString()).isEmpty();
            assertThat(err.toString())
                    .contains(sweep.folder() + ": a sweep's folder", "ksmlab report", "ksmlab sweep --resume")
                    .hasLineCount(1);
        }
    }

    @DataProvider
    public Object[][] noRuns() {
        return new Object[][] {{"missing", "no such folder"}, {"runs", "not a run's folder"}};
    }

    @Test(dataProvider = "noRuns")
    public void whatIsNoRunIsOneLineBeforeAnythingIsDone(String name, String why) {
        assertThat(ksmlab("analyze", run.toString(), cache.resolve(name).toString()))
                .isEqualTo(64);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains(cache.resolve(name) + ": " + why).hasLineCount(1);
    }

    @Test
    public void writingPutsTheNewVerdictsIntoTheFolders() throws IOException {
        RealRun.edit(withLimit.resolve("verdict.json"), "\"NOT_REPRODUCED\"", "\"INVALID\"");
        assertThat(ksmlab("analyze", "--write", run.toString())).isEqualTo(1);
        assertThat(withLimit.resolve("verdict-1.json")).content().contains("INVALID");
        assertThat(ksmlab("analyze", run.toString())).isZero();
        assertThat(out.toString()).contains("with-limit-1: NOT_REPRODUCED, as before");
    }

    @Test
    public void aRunThatCannotBeReadWholeIsNotWrittenWhichIsSaid() throws IOException {
        Files.delete(withLimit.resolve("trial.json"));
        assertThat(ksmlab("analyze", "--write", run.toString())).isEqualTo(64);
        assertThat(err.toString()).contains("nothing was written to " + run).hasLineCount(2);
        assertThat(run.resolve("result-1.json")).doesNotExist();
    }

    // --- runs and index ---------------------------------------------------------------------------------------------

    @Test
    public void runsAreATable() throws IOException {
        RealRun.into(cache.resolve("runs"), "b");
        Files.delete(cache.resolve("runs/b/result.json"));
        Files.delete(cache.resolve("runs/b/with-limit-1/verdict.json"));
        assertThat(ksmlab("runs")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        run                        kernel                host          outcome      trials
                        20261124-170559-reproduce  6.1.0-56-cloud-amd64  the lab host  AS_EXPECTED  without-limit 1 REPRODUCED, with-limit 1 NOT_REPRODUCED
                        b                          6.1.0-56-cloud-amd64  the lab host  -            without-limit 1 REPRODUCED, with-limit 1 not judged
                        """);
    }

    @Test
    public void sweepsAreNotListedNorNamedAsUnreadable() throws IOException {
        Path sweep = cache.resolve("runs/20261128-195338-sweep");
        Files.createDirectories(sweep.resolve("limit-256-10000-1"));
        Files.writeString(sweep.resolve("sweep.json"), "{}");
        for (String command : new String[] {"runs", "index"}) {
            assertThat(ksmlab(command)).isZero();
            assertThat(out.toString()).doesNotContain("sweep");
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    public void aDayIsSearchedWhole() {
        assertThat(ksmlab("runs", "--since", "2026-11-24", "--until", "2026-11-24"))
                .isZero();
        assertThat(out.toString()).contains(RealRun.NAME);
        assertThat(ksmlab("runs", "--since", "2026-11-25")).isZero();
        assertThat(out.toString()).doesNotContain(RealRun.NAME);
        assertThat(ksmlab("runs", "--until", "2026-11-23")).isZero();
        assertThat(out.toString()).doesNotContain(RealRun.NAME);
    }

    @Test
    public void runsAsJsonAreALineEach() throws IOException {
        assertThat(ksmlab("runs", "--verdict", "reproduced", "--host", "the lab host", "--format", "json"))
                .isZero();
        JsonNode line = new ObjectMapper().readTree(out.toString());
        assertThat(line.path("folder").asText()).isEqualTo(run.toString());
        assertThat(line.path("run").path("name").asText()).isEqualTo(RealRun.NAME);
        assertThat(line.path("run").path("trials").path(1).path("verdict").asText())
                .isEqualTo("NOT_REPRODUCED");
    }

    @Test
    public void whatCannotBeReadIsNamedWhateverIsSearchedFor() throws IOException {
        Files.createDirectory(cache.resolve("runs/\u001b[2Jempty"));
        assertThat(ksmlab("runs", "--kernel", "none")).isZero();
        assertThat(err.toString())
                .contains("runs/?[2Jempty: not a run's folder")
                .doesNotContain("\u001b")
                .hasLineCount(1);
    }

    @DataProvider
    public Object[][] wrongUse() {
        return new Object[][] {
            {new String[] {"runs", "--since", "yesterday"}, "'yesterday' is no date like 2026-01-31"},
            {new String[] {"runs", "--verdict", "FINE"}, "FINE"},
            {new String[] {"runs", "--since", "2026-02-01", "--until", "2026-01-01"}, "--until 2026-01-01 is before"},
            {new String[] {"index", "--rebild"}, "--rebild"},
            {new String[] {"analyze"}, "RUN"},
        };
    }

    @Test(dataProvider = "wrongUse")
    public void wrongUseIsOneLine(String[] args, String why) {
        assertThat(ksmlab(args)).isEqualTo(64);
        assertThat(err.toString()).contains(why).hasLineCount(1);
    }

    @Test
    public void theIndexIsBroughtUpToDateAndMadeAnewIfItIsBroken() throws IOException {
        Path index = cache.resolve("index.sqlite");
        assertThat(ksmlab("index")).isZero();
        assertThat(out.toString())
                .isEqualTo(String.format("runs: 1 read, 0 as before, 0 gone; the index is %s%n", index));
        assertThat(ksmlab("index")).isZero();
        assertThat(out.toString()).startsWith("runs: 0 read, 1 as before");
        assertThat(ksmlab("index", "--rebuild")).isZero();
        assertThat(out.toString()).startsWith("runs: 1 read, 0 as before");
        Files.writeString(index, "broken ".repeat(1000));
        assertThat(ksmlab("runs")).isZero();
        assertThat(err.toString())
                .startsWith("ksmlab: rebuilding the index " + index + ": ")
                .hasLineCount(1);
        assertThat(out.toString()).contains(RealRun.NAME);
    }

    @Test
    public void helpLoadsNothingOfTheDatabase() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Command help = Command.of(
                java, "-Xlog:class+load", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "--help");
        assertThat(new LocalShell()
                        .run(help, Deadline.in(Duration.ofSeconds(60)))
                        .orThrow()
                        .stdout())
                .contains("org.ksmlab.cli.RunsCommand ")
                .contains("Usage: ksmlab")
                .doesNotContain("org.sqlite", "org.flywaydb", "org.jdbi");
    }
}
