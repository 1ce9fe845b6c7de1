package org.ksmlab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.experiment.StoredTrials;
import org.ksmlab.model.Verdict;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class PoolTest {
    private static final Scenario QUICK = Scenario.quick(TriggerKind.MIGRATE_PAGES);
    private static final Scenario FULL = Scenario.full(TriggerKind.MIGRATE_PAGES);

    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-pool").toRealPath();
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private Path run(String name, ArmResult... arms) throws IOException {
        Path run = Files.createDirectory(folder.resolve(name));
        Json.write(run.resolve(CampaignResult.FILE), CampaignResult.of(run, List.of(arms)));
        return run;
    }

    private static void trial(Path run, Arm arm, int number, Scenario scenario) throws IOException {
        Path trial = Files.createDirectory(run.resolve(arm.name() + "-" + number));
        StoredTrials.write(trial, arm, scenario, number, arm.expected(), 1);
    }

    @Test
    public void trialsOfOneArmArePooledAcrossRuns() throws IOException {
        Path one = run("one", Arms.broken(2), Arms.fixed(1));
        Path other = run("other", Arms.fixed(3), Arms.broken(1));
        Pool pool = Pool.read(List.of(one, other));
        assertThat(pool.runs()).containsExactly("one", "other");
        assertThat(pool.arms()).extracting(ArmResult::name).containsExactly("without-limit", "with-limit");
        assertThat(pool.arms()).extracting(arm -> arm.reproduced().trials()).containsExactly(3, 4);
    }

    @Test
    public void whatWasMixedIsNoted() throws IOException {
        Path one = run("one", Arms.broken(1), Arms.fixed(1));
        trial(one, Arm.WITHOUT_LIMIT, 1, QUICK);
        trial(one, Arm.WITH_LIMIT, 1, QUICK);
        Path other = run("other", Arms.broken(1), Arms.fixed(1));
        trial(other, Arm.WITHOUT_LIMIT, 1, FULL);
        trial(other, Arm.WITH_LIMIT, 1, QUICK);
        assertThat(Pool.read(List.of(one, other)).notes())
                .containsExactly(
                        "the seconds are an emulator's: compare arms, not hosts",
                        "without-limit pools scenarios: " + QUICK + "; " + FULL);
    }

    @Test
    public void armsAreDecidedByTheRuleThatTheirRunsWereMadeBy() throws IOException {
        Sprt rule = new Sprt(0.1, 0.5, 0.05, 0.1);
        Path one = run("one", Arms.broken(1));
        plan(one, rule);
        Path other = run("other", Arms.broken(1));
        plan(other, rule);
        assertThat(Pool.read(List.of(one, other)).rule()).isEqualTo(rule);

        Path usual = run("usual", Arms.broken(1));
        Pool mixed = Pool.read(List.of(one, usual));
        assertThat(mixed.rule()).isEqualTo(Sprt.DEFAULT);
        assertThat(mixed.notes()).contains("the runs have several sequential rules: decided by " + Sprt.DEFAULT);
    }

    private static void plan(Path run, Sprt rule) {
        Json.write(
                run.resolve(CampaignPlan.FILE),
                CampaignPlan.of(List.of(new PlannedArm(Arm.WITHOUT_LIMIT, QUICK)), 1, 0, Optional.of(rule), 7));
    }

    @Test
    public void aTrialWhoseRecordIsLostIsNoted() throws IOException {
        Path run = run("one", Arms.broken(1));
        assertThat(Pool.read(List.of(run)).notes())
                .containsExactly("not known which host, kernel and scenario it was: cannot read"
                        + " one/without-limit-1/trial.json");
    }

    @Test
    public void whatIsNoRunIsNamed() throws IOException {
        assertThatThrownBy(() -> Pool.read(List.of(folder))).hasMessage("no run: " + folder + " has no result.json");
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> Pool.read(List.of(nowhere))).hasMessage("no such folder: " + nowhere);
        Path run = run("one", Arms.broken(1));
        Files.writeString(run.resolve(CampaignResult.FILE), "{\"version\": 1, ");
        assertThatThrownBy(() -> Pool.read(List.of(run)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(run.resolve(CampaignResult.FILE).toString());
    }

    @Test
    public void oneRunIsNotCountedTwice() throws IOException {
        Path run = run("one", Arms.broken(1));
        assertThatThrownBy(() -> Pool.read(List.of(run, run.resolve("../one"))))
                .hasMessage("the same run twice: " + run.resolve("../one"));
    }

    @Test
    public void armsOfOneNameThatExpectDifferentThingsAreNotPooled() throws IOException {
        Path one = run("one", Arms.broken(1));
        Path other = run("other", new ArmResult("without-limit", Verdict.NOT_REPRODUCED, List.of()));
        assertThatThrownBy(() -> Pool.read(List.of(one, other)))
                .hasMessage("the arm without-limit expects NOT_REPRODUCED in " + other
                        + ", and REPRODUCED in a run before it");
    }
}
