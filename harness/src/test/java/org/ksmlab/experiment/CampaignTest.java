package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.local.LocalShell;
import org.ksmlab.model.Verdict;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class CampaignTest {
    private static final Scenario SCENARIO = Scenario.quick(TriggerKind.MIGRATE_PAGES);
    private static final long SEED = 42;

    private Path folder;
    private CampaignFolder run;
    private FakeTrials trials;
    private SilentProgress progress;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-campaign");
        run = new CampaignFolder(folder);
        trials = new FakeTrials();
        progress = new SilentProgress();
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static CampaignPlan plan(int trials, int retries, Optional<Sprt> sequential) {
        return CampaignPlan.of(
                List.of(new PlannedArm(Arm.WITHOUT_LIMIT, SCENARIO), new PlannedArm(Arm.WITH_LIMIT, SCENARIO)),
                trials,
                retries,
                sequential,
                SEED);
    }

    private CampaignResult start(CampaignPlan plan) {
        return Campaign.start(plan, run, trials, progress).run();
    }

    private static List<Verdict> verdicts(CampaignResult result, int arm) {
        return result.arms().get(arm).trials().stream()
                .map(TrialResult::verdict)
                .toList();
    }

    @Test
    public void everyArmGetsItsTrialsInTheOrderOfThePlan() {
        CampaignPlan plan = plan(3, 2, Optional.empty());
        CampaignResult result = start(plan);
        assertThat(trials.done.stream().map(name -> name.replaceAll("-[0-9]+$", "")))
                .containsExactlyElementsOf(
                        plan.blocks().stream().flatMap(List::stream).toList());
        assertThat(result.outcome()).isEqualTo(Outcome.AS_EXPECTED);
        assertThat(result.arms()).extracting(ArmResult::name).containsExactly("without-limit", "with-limit");
        assertThat(CampaignResult.read(folder.resolve(CampaignResult.FILE))).isEqualTo(result);
        assertThat(CampaignPlan.read(folder.resolve(CampaignPlan.FILE))).isEqualTo(plan);
    }

    @Test
    public void aTrialWithoutAnAnswerIsDoneAgainAndStaysInTheResult() {
        trials.verdict("with-limit-1", Verdict.INVALID).verdict("with-limit-2", Verdict.INFRA);
        CampaignResult result = start(plan(1, 2, Optional.empty()));
        assertThat(verdicts(result, 1)).containsExactly(Verdict.INVALID, Verdict.INFRA, Verdict.NOT_REPRODUCED);
        assertThat(verdicts(result, 0)).containsExactly(Verdict.REPRODUCED);
    }

    @Test
    public void theBudgetOfRetriesIsTheWholeArmsAndIsNotExceeded() {
        for (int number = 1; number <= 9; number++) {
            trials.verdict("with-limit-" + number, Verdict.INFRA);
        }
        CampaignResult result = start(plan(3, 2, Optional.empty()));
        assertThat(verdicts(result, 1)).hasSize(3 + 2).containsOnly(Verdict.INFRA);
        assertThat(verdicts(result, 0)).hasSize(3);
        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    public void aSequentialCampaignEndsAsSoonAsItIsDecided() {
        CampaignResult result = start(plan(10, 2, Optional.of(Sprt.DEFAULT)));
        assertThat(verdicts(result, 0)).hasSize(2);
        assertThat(verdicts(result, 1)).hasSize(2);
        assertThat(progress.events)
                .contains(
                        "without-limit: decided by 2 of 2 reproduced: DECIDED_HIGH",
                        "with-limit: decided by 0 of 2 reproduced: DECIDED_LOW");
    }

    @Test
    public void anArmThatIsNotDecidedGoesOnWithoutTheOther() {
        trials.verdict("without-limit-1", Verdict.NOT_REPRODUCED);
        CampaignResult result = start(plan(10, 2, Optional.of(Sprt.DEFAULT)));
        assertThat(verdicts(result, 0)).hasSize(4).startsWith(Verdict.NOT_REPRODUCED, Verdict.REPRODUCED);
        assertThat(verdicts(result, 1)).hasSize(2);
    }

    @Test
    public void aCampaignThatWasLostGoesOnWhereItWas() throws IOException {
        CampaignPlan plan = plan(3, 2, Optional.empty());
        trials.verdict("without-limit-1", Verdict.INVALID).fatal("without-limit-3");
        assertThatThrownBy(() -> start(plan)).hasMessage("lost in without-limit-3");
        List<String> before = List.copyOf(trials.done);

        FakeTrials rest = new FakeTrials();
        CampaignResult result = Campaign.resume(run, rest, progress).run();
        assertThat(rest.done).doesNotContainAnyElementsOf(before);
        assertThat(verdicts(result, 0))
                .containsExactly(
                        Verdict.INVALID, Verdict.REPRODUCED, Verdict.INFRA, Verdict.REPRODUCED, Verdict.REPRODUCED);
        assertThat(result.arms().get(0).trials().get(2).reason()).startsWith("aborted");
        assertThat(verdicts(result, 1)).hasSize(3).containsOnly(Verdict.NOT_REPRODUCED);
        assertThat(result.outcome()).isEqualTo(Outcome.AS_EXPECTED);
        assertThat(Files.readString(folder.resolve("without-limit-3.aborted/stacks.log")))
                .isEqualTo("half a li");
        assertThat(folder.resolve("without-limit-3")).doesNotExist();
    }

    @Test
    public void whatWasAbortedIsNoRetryAndIsReportedForEver() {
        CampaignPlan plan = plan(1, 1, Optional.empty());
        trials.fatal("without-limit-1");
        assertThatThrownBy(() -> start(plan)).hasMessage("lost in without-limit-1");
        FakeTrials again = new FakeTrials().fatal("without-limit-2");
        assertThatThrownBy(() -> Campaign.resume(run, again, progress).run()).hasMessage("lost in without-limit-2");
        FakeTrials last = new FakeTrials().verdict("without-limit-3", Verdict.INVALID);

        CampaignResult result = Campaign.resume(run, last, progress).run();
        assertThat(verdicts(result, 0))
                .containsExactly(Verdict.INFRA, Verdict.INFRA, Verdict.INVALID, Verdict.REPRODUCED);
        FakeTrials nothing = new FakeTrials();
        assertThat(Campaign.resume(run, nothing, progress).run()).isEqualTo(result);
        assertThat(nothing.done).isEmpty();
    }

    @Test
    public void aRunIsNotBegunTwice() {
        start(plan(1, 0, Optional.empty()));
        assertThatThrownBy(() -> start(plan(1, 0, Optional.empty())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("campaign.json is there already");
    }

    @Test
    public void aFolderWithoutAPlanCannotBeContinued() {
        assertThatThrownBy(() -> Campaign.resume(run, trials, progress)).hasMessageContaining("campaign.json");
    }

    /** A process that does a campaign's first two trials, begins the third, and then waits until it is killed. */
    static final class Doomed {
        private Doomed() {}

        public static void main(String[] args) {
            FakeTrials fake = new FakeTrials();
            Trials trials = (planned, number, folder) -> {
                if (fake.done.size() == 2) {
                    StoredTrials.writeRecord(folder, planned.arm(), planned.scenario(), number);
                    Await.until("the end", Deadline.in(Duration.ofMinutes(5)), () -> false);
                }
                fake.run(planned, number, folder);
            };
            Campaign.start(
                            plan(2, 1, Optional.empty()),
                            new CampaignFolder(Path.of(args[0])),
                            trials,
                            new SilentProgress())
                    .run();
        }
    }

    @Test
    public void aCampaignWhoseProcessWasKilledGoesOn() {
        CampaignPlan plan = plan(2, 1, Optional.empty());
        String third = plan.blocks().get(1).get(0);
        Path unfinished = run.trial(third, 2);
        Command java = Command.of(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "-cp",
                System.getProperty("java.class.path"),
                Doomed.class.getName(),
                folder);
        try (Shell shell = new LocalShell();
                Running doomed = shell.start(java, (bytes, length) -> {})) {
            Await.until(
                    "the third trial to begin",
                    Deadline.in(Duration.ofMinutes(5)),
                    () -> Files.exists(unfinished.resolve(Evidence.TRIAL)) || !doomed.isAlive());
        }
        assertThat(CampaignResult.read(folder.resolve(CampaignResult.FILE)).arms())
                .allSatisfy(arm -> assertThat(arm.trials()).hasSize(1));

        CampaignResult result = Campaign.resume(run, trials, progress).run();
        assertThat(trials.done)
                .containsExactly(third + "-3", plan.blocks().get(1).get(1) + "-2");
        assertThat(result.outcome()).isEqualTo(Outcome.AS_EXPECTED);
        assertThat(folder.resolve(third + "-2.aborted").resolve(Evidence.TRIAL)).exists();
        assertThat(progress.events.get(0))
                .startsWith("set aside half a trial: ")
                .endsWith(third + "-2.aborted");
    }
}
