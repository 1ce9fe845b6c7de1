package org.ksmlab.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ksmlab.archive.JudgedTrial.Change;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.experiment.Judgement.Reported;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class JudgedRunTest {
    private Path folder;
    private Path run;
    private Path withLimit;
    private Path withoutLimit;

    @BeforeMethod
    public void copyARun() throws IOException {
        folder = Files.createTempDirectory("ksmlab-judged");
        run = RealRun.into(folder);
        withLimit = run.resolve(RealRun.WITH_LIMIT);
        withoutLimit = run.resolve(RealRun.WITHOUT_LIMIT);
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private JudgedRun judge() {
        return JudgedRun.judge(new RunFolder(run));
    }

    private JudgedTrial trial(String name) {
        return judge().trials().stream()
                .filter(trial -> trial.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> filesOf(Path trial) throws IOException {
        try (Stream<Path> files = Files.list(trial)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("(verdict|result).*"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    public void evidenceThatIsJudgedAsItWasIsAsBefore() {
        JudgedRun judged = judge();
        assertThat(judged.trials())
                .extracting(JudgedTrial::name, trial -> trial.now().verdict())
                .containsExactly(
                        tuple(RealRun.WITHOUT_LIMIT, Verdict.REPRODUCED),
                        tuple(RealRun.WITH_LIMIT, Verdict.NOT_REPRODUCED));
        assertThat(judged.trials())
                .allSatisfy(trial -> assertThat(trial.changes()).isEmpty())
                .noneMatch(JudgedTrial::hasOtherVerdict);
        assertThat(judged.unreadable()).isEmpty();
        assertThat(judged.outcomeNow()).contains(Outcome.AS_EXPECTED);
        assertThat(judged.outcomeBefore()).contains(Outcome.AS_EXPECTED);
    }

    @Test
    public void aRunIsJudgedWithoutAnyFileThatOnlyRepeatsWhatWasJudged() throws IOException {
        Files.delete(run.resolve(CampaignResult.FILE));
        Files.delete(withLimit.resolve(Judgement.FILE));
        JudgedRun judged = judge();
        assertThat(judged.outcomeBefore()).isEmpty();
        assertThat(judged.outcomeNow()).contains(Outcome.AS_EXPECTED);
        assertThat(trial(RealRun.WITH_LIMIT).changes())
                .containsExactly(new Change("verdict", Optional.empty(), Optional.of("NOT_REPRODUCED")));
        assertThat(trial(RealRun.WITH_LIMIT).hasOtherVerdict()).isTrue();
    }

    @Test
    public void whatChangedIsSaidWithWhatItWas() throws IOException {
        Path verdict = withoutLimit.resolve(Judgement.FILE);
        RealRun.edit(verdict, "\"verdict\" : \"REPRODUCED\"", "\"verdict\" : \"INVALID\"");
        RealRun.edit(verdict, "\"soft_lockups\" : 1", "\"soft_lockups\" : 3");
        JudgedTrial trial = trial(RealRun.WITHOUT_LIMIT);
        assertThat(trial.hasOtherVerdict()).isTrue();
        assertThat(trial.changes())
                .containsExactly(
                        new Change("verdict", Optional.of("INVALID"), Optional.of("REPRODUCED")),
                        new Change("soft_lockups", Optional.of("3"), Optional.of("1")));
    }

    @Test
    public void anotherPreconditionOrMeasurementIsAChangeThatLeavesTheVerdict() throws IOException {
        Path verdict = withLimit.resolve(Judgement.FILE);
        RealRun.edit(verdict, "\"measured\" : \"none\"", "\"measured\" : \"nothing\"");
        JudgedTrial trial = trial(RealRun.WITH_LIMIT);
        assertThat(trial.hasOtherVerdict()).isFalse();
        assertThat(trial.changes()).singleElement().satisfies(change -> {
            assertThat(change.what()).isEqualTo("precondition off_forbidden_cpus");
            assertThat(change.before().orElse("")).startsWith("met: nothing, required: ");
            assertThat(change.now().orElse("")).startsWith("met: none, required: ");
        });
    }

    @Test
    public void findingsThatCameOrWentAreChanges() throws IOException {
        judge().write();
        assertThat(Judgement.read(withoutLimit.resolve(Judgement.FILE))
                        .findings()
                        .orElseThrow())
                .contains(new Reported(
                        "ksmlab-g2", FindingKind.SOFT_LOCKUP, "soft lockup in exit_to_user_mode_prepare", 4));

        RealRun.edit(withoutLimit.resolve("console-ksmlab-g2.log"), "BUG: soft lockup", "all is well");
        RealRun.edit(
                withoutLimit.resolve("console-ksmlab-g1.log"),
                "IPv6: ADDRCONF",
                "watchdog: BUG: soft lockup - CPU#0 stuck for 3s! [dd:7]\n");
        assertThat(trial(RealRun.WITHOUT_LIMIT).changes())
                .contains(new Change(
                        "finding ksmlab-g2:4",
                        Optional.of("SOFT_LOCKUP: soft lockup in exit_to_user_mode_prepare"),
                        Optional.empty()))
                .anySatisfy(change -> {
                    assertThat(change.what()).isEqualTo("finding ksmlab-g1:2");
                    assertThat(change.before()).isEmpty();
                    assertThat(change.now().orElse("")).startsWith("SOFT_LOCKUP: ");
                });
    }

    @Test
    public void evidenceThatIsMissingIsNotTakenForSilence() throws IOException {
        Files.delete(withLimit.resolve("console-ksmlab-g2.log"));
        JudgedTrial trial = trial(RealRun.WITH_LIMIT);
        assertThat(trial.now().verdict()).isEqualTo(Verdict.INVALID);
        assertThat(trial.now().reason()).contains("ksmlab-g2 was not watched");
    }

    @DataProvider
    public Object[][] unreadable() {
        return new Object[][] {
            {"trial.json", "\"version\" : 1", "\"version\" : 99", "version 99 is newer than what this ksmlab reads: 1"},
            {"trial.json", "\"version\" : 1", "\"version\" : 0", "version 0 is older than what this ksmlab reads: 1"},
            {"trial.json", "\"emulated\" : true,", "", "emulated"},
            {"trial.json", "\"end_ns\" :", "\"end_ns\" 7", "was expecting a colon"},
            {"trial.json", "\"result\" : 0", "\"result\" : null", "NoSuchElementException"},
            {"verdict.json", "{\n  \"verdict\"", "{\"version\": 99,\n  \"verdict\"", "version 99 is newer"},
            {"stalls-ksmlab-g1.log", "now_ns=", "now_ns=x", "now_ns: 'x"},
        };
    }

    @Test(dataProvider = "unreadable")
    public void aTrialThatCannotBeReadIsNamedInOneLineAndTheOthersAreJudged(
            String file, String before, String after, String why) throws IOException {
        RealRun.edit(withLimit.resolve(file), before, after);
        JudgedRun judged = judge();
        assertThat(judged.trials()).extracting(JudgedTrial::name).containsExactly(RealRun.WITHOUT_LIMIT);
        assertThat(judged.unreadable()).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo(withLimit.toString());
            assertThat(one.why()).contains(withLimit.toString(), why).hasLineCount(1);
        });
    }

    @Test
    public void aTrialThatWasKilledIsNamed() throws IOException {
        Files.delete(withLimit.resolve("trial.json"));
        assertThat(judge().unreadable())
                .extracting(Unreadable::why)
                .containsExactly(withLimit + ": no trial.json: the trial was killed, or goes on");
    }

    @Test
    public void aResultThatCannotBeReadIsNamedAndAllTrialsAreJudged() throws IOException {
        Files.writeString(run.resolve("result.json"), "{\"version\": 99}");
        JudgedRun judged = judge();
        assertThat(judged.trials()).hasSize(2);
        assertThat(judged.unreadable())
                .extracting(Unreadable::why)
                .containsExactly(
                        run.resolve("result.json") + ": version 99 is newer than what this ksmlab reads: 0 to 1");
    }

    @Test
    public void writingKeepsWhatTheFolderSaidBefore() throws IOException {
        String verdict = Files.readString(withoutLimit.resolve("verdict.json"));
        RealRun.edit(withoutLimit.resolve("verdict.json"), "\"REPRODUCED\"", "\"INVALID\"");
        RealRun.edit(run.resolve("result.json"), "\"verdict\" : \"REPRODUCED\"", "\"verdict\" : \"INVALID\"");
        String edited = Files.readString(withoutLimit.resolve("verdict.json"));
        assertThat(edited).isNotEqualTo(verdict);
        judge().write();

        assertThat(filesOf(withoutLimit)).containsExactly("verdict-1.json", "verdict.json");
        assertThat(Files.readString(withoutLimit.resolve("verdict-1.json"))).isEqualTo(edited);
        assertThat(Judgement.read(withoutLimit.resolve("verdict.json")))
                .isEqualTo(trial(RealRun.WITHOUT_LIMIT).now());
        assertThat(filesOf(run)).containsExactly("result-1.json", "result.json");
        CampaignResult result = CampaignResult.read(run.resolve("result.json"));
        assertThat(result.arms().get(0).trials().get(0).verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(result.arms().get(0).trials().get(0).phases())
                .as("what only the result knew")
                .containsKey("boot");
        assertThat(result.run()).isEqualTo(run.toString());

        RealRun.edit(withoutLimit.resolve("verdict.json"), "\"REPRODUCED\"", "\"INVALID\"");
        judge().write();
        assertThat(filesOf(withoutLimit)).containsExactly("verdict-1.json", "verdict-2.json", "verdict.json");
        assertThat(filesOf(run)).as("it had not changed").containsExactly("result-1.json", "result.json");
    }

    @Test
    public void writingASecondTimeChangesNothing() throws IOException {
        judge().write();
        List<String> files = filesOf(withLimit);
        JudgedRun again = judge();
        assertThat(again.trials())
                .allSatisfy(trial -> assertThat(trial.changes()).isEmpty());
        again.write();
        assertThat(filesOf(withLimit)).isEqualTo(files);
    }

    @Test
    public void aRunOfWhichSomethingCannotBeReadIsNotWritten() throws IOException {
        RealRun.edit(withLimit.resolve("trial.json"), "\"version\" : 1", "\"version\" : 99");
        JudgedRun judged = judge();
        assertThatThrownBy(judged::write).hasMessageContaining("version 99");
        assertThat(filesOf(withoutLimit)).containsExactly("verdict.json");
        assertThat(filesOf(run)).containsExactly("result.json");
    }

    private void writeResult(ArmResult... arms) {
        Json.write(run.resolve(CampaignResult.FILE), CampaignResult.of(run, List.of(arms)));
    }

    private List<ArmResult> armsWritten() {
        judge().write();
        return CampaignResult.read(run.resolve(CampaignResult.FILE)).arms();
    }

    @Test
    public void anArmThatTheResultHasStaysThereIfNoneOfItsTrialsWasJudged() throws IOException {
        ArmResult first = armsWritten().get(0);
        writeResult(new ArmResult("with-limit", Verdict.NOT_REPRODUCED, List.of()), first);
        TestFolders.delete(withLimit);
        List<String> files = filesOf(run);

        assertThat(armsWritten())
                .extracting(ArmResult::name, arm -> arm.trials().size())
                .containsExactly(tuple("with-limit", 0), tuple("without-limit", 1));
        assertThat(CampaignResult.read(run.resolve(CampaignResult.FILE)).outcome())
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(filesOf(run)).as("nothing had changed").isEqualTo(files);
    }

    @Test
    public void anArmThatWasPlannedIsInTheResultIfNoneOfItsTrialsWasJudged() throws IOException {
        Scenario scenario = Scenario.quick(TriggerKind.MIGRATE_PAGES);
        Json.write(
                run.resolve(CampaignPlan.FILE),
                CampaignPlan.of(
                        List.of(new PlannedArm(Arm.WITH_LIMIT, scenario), new PlannedArm(Arm.WITHOUT_LIMIT, scenario)),
                        1,
                        0,
                        Optional.empty(),
                        7));
        Files.delete(run.resolve(CampaignResult.FILE));
        TestFolders.delete(withLimit);

        assertThat(armsWritten())
                .extracting(
                        ArmResult::name,
                        ArmResult::expected,
                        arm -> arm.trials().size())
                .containsExactly(
                        tuple("with-limit", Verdict.NOT_REPRODUCED, 0), tuple("without-limit", Verdict.REPRODUCED, 1));
        assertThat(CampaignResult.read(run.resolve(CampaignResult.FILE)).outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    public void aPlanThatCannotBeReadIsNamed() throws IOException {
        Files.writeString(run.resolve(CampaignPlan.FILE), "{\"version\": 99}");
        assertThat(judge().unreadable())
                .extracting(Unreadable::why)
                .containsExactly(
                        run.resolve(CampaignPlan.FILE) + ": version 99 is newer than what this ksmlab reads: 1");
    }

    /** As a campaign does that was killed at the end of a trial and resumed. */
    private Path setAsideAndDoneAgain() throws IOException {
        Path aborted = Files.createDirectory(run.resolve("with-limit-1.aborted"));
        Files.copy(withLimit.resolve("trial.json"), aborted.resolve("trial.json"));
        Path again = Files.move(withLimit, run.resolve("with-limit-2"));
        RealRun.edit(again.resolve("trial.json"), "\"number\" : 1", "\"number\" : 2");
        return again;
    }

    @Test
    public void aTrialThatWasSetAsideKeepsItsPlaceAndIsNotJudged() throws IOException {
        List<ArmResult> before = armsWritten();
        TrialResult answer = before.get(1).trials().get(0);
        setAsideAndDoneAgain();
        writeResult(
                before.get(0),
                new ArmResult("with-limit", Verdict.NOT_REPRODUCED, List.of(TrialResult.aborted(), answer)));
        List<String> files = filesOf(run);

        assertThat(judge().trials()).extracting(JudgedTrial::name).containsExactly("without-limit-1", "with-limit-2");
        assertThat(armsWritten().get(1).trials()).containsExactly(TrialResult.aborted(), answer);
        assertThat(filesOf(run)).as("nothing had changed").isEqualTo(files);
    }

    @Test
    public void aTrialThatWasSetAsideLastIsInTheResult() throws IOException {
        Files.move(withLimit, run.resolve("with-limit-1.aborted"));
        writeResult(new ArmResult("with-limit", Verdict.NOT_REPRODUCED, List.of()));
        assertThat(armsWritten().get(0).trials()).containsExactly(TrialResult.aborted());
        List<String> files = filesOf(run);
        assertThat(armsWritten().get(0).trials()).containsExactly(TrialResult.aborted());
        assertThat(filesOf(run)).as("nothing had changed").isEqualTo(files);
    }

    @Test
    public void aTrialThatTheResultHasAndTheFolderDoesNotIsNamed() throws IOException {
        TestFolders.delete(withLimit);
        assertThat(judge().unreadable())
                .extracting(Unreadable::why)
                .containsExactly(withLimit + ": no such folder, but the run had that trial");
    }

    @Test
    public void aTrialThatIsMissingBeforeAnotherIsNamed() throws IOException {
        Files.delete(run.resolve(CampaignResult.FILE));
        setAsideAndDoneAgain();
        TestFolders.delete(run.resolve("with-limit-1.aborted"));
        assertThat(judge().unreadable())
                .extracting(Unreadable::why)
                .containsExactly(withLimit + ": no such folder, but the run had that trial");
    }

    @Test
    public void aTrialInTheFolderOfAnotherIsNamed() throws IOException {
        Path copy = Files.createDirectory(run.resolve("with-limit-2"));
        try (Stream<Path> files = Files.list(withLimit)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        assertThat(judge().unreadable())
                .extracting(Unreadable::why)
                .containsExactly(copy + ": its trial.json is of with-limit-1");
    }
}
