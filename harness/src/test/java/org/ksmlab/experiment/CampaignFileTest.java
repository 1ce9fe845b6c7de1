package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.Verdict;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.store.YamlException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class CampaignFileTest {
    private static final String GOOD = """
        # three arms
        dose: quick
        trials: 5
        arms:
          - name: stock
            max_page_sharing: 256
            expected: not_reproduced
          - name: lifted
            max_page_sharing: unlimited
            expected: reproduced
          - name: many
            max_page_sharing: 4096
            expected: not_reproduced
            scenario:
              guests: 3
              vcpus: 2
              memory_mib: 300
              fill_mib: 100
              busy_guests: 2
              watchdog_thresh: 2
              trigger: numad
        """;

    private Path folder;
    private Path file;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-campaign-file");
        file = folder.resolve("three-arms.yaml");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private CampaignPlan plan(String text) throws IOException {
        Files.writeString(file, text);
        return CampaignFile.plan(file, 99, CampaignFileTest::kernel);
    }

    /** There is one, and it has a longer name. */
    private static String kernel(String name) {
        if (!name.equals("mine.deb")) {
            throw new IllegalArgumentException("no kernel '" + name + "'; there is mine.deb");
        }
        return "/kernels/mine.deb";
    }

    @Test
    public void aKernelIsInThePlanByTheNameThatItIsKnownBy() throws IOException {
        CampaignPlan plan = plan(GOOD.replace("name: lifted", "name: lifted\n    kernel: mine.deb"));
        assertThat(plan.arms())
                .extracting(planned -> planned.arm().kernel())
                .containsExactly(Optional.empty(), Optional.of("/kernels/mine.deb"), Optional.empty());
    }

    @Test
    public void aCampaignIsWhatItsFileSays() throws IOException {
        CampaignPlan plan = plan(GOOD);
        Scenario quick = Scenario.quick(TriggerKind.MIGRATE_PAGES);
        assertThat(plan.arms())
                .containsExactly(
                        new PlannedArm(
                                new Arm("stock", Optional.empty(), Optional.of(256), Verdict.NOT_REPRODUCED), quick),
                        new PlannedArm(
                                new Arm(
                                        "lifted",
                                        Optional.empty(),
                                        Optional.of(KsmState.UNLIMITED),
                                        Verdict.REPRODUCED),
                                quick),
                        new PlannedArm(
                                new Arm("many", Optional.empty(), Optional.of(4096), Verdict.NOT_REPRODUCED),
                                new Scenario(3, 2, 300, 100, 2, 2, TriggerKind.NUMAD)));
        assertThat(plan.trials()).isEqualTo(5);
        assertThat(plan.retries()).isEqualTo(2);
        assertThat(plan.seed()).isEqualTo(99);
        assertThat(plan.sequential()).isEmpty();
    }

    @Test
    public void whatMayBeLeftOutMayBeSaid() throws IOException {
        CampaignPlan plan = plan("retries: 0\nseed: 7\nsequential:\n  alpha: 0.001\ntrigger: numad\n" + GOOD);
        assertThat(plan.retries()).isZero();
        assertThat(plan.seed()).isEqualTo(7);
        assertThat(plan.sequential()).contains(new Sprt(0.05, 0.9, 0.001, Sprt.DEFAULT.beta()));
        assertThat(plan.arms().get(0).scenario().trigger()).isEqualTo(TriggerKind.NUMAD);
        assertThat(plan("sequential: {}\n" + GOOD).sequential()).contains(Sprt.DEFAULT);
    }

    @DataProvider
    public Object[][] wrong() {
        return new Object[][] {
            {"trials: 5", "trails: 5", "3: trails: unknown key; there are "},
            {"trials: 5", "trials: five", "3: trials: 'five' is no int"},
            {"trials: 5", "trials: 0", "3: trials: 0, must be at least 1"},
            {"trials: 5\n", "", "2: trials: missing"},
            {"trials: 5", "trials: 5\ntrials: 6", "4: Duplicate field 'trials'"},
            {"dose: quick", "dose: huge", "2: dose: 'huge' is none of quick, full"},
            {"dose: quick\n", "", "4: arms[0]: neither it nor the campaign has a dose or a scenario"},
            {"name: lifted", "name: Lifted", "8: arms[1].name: 'Lifted'"},
            {"name: lifted", "name: stock", "4: arms: two of one name: stock, stock, many"},
            {"  - name: lifted\n    max", "  - max", "8: arms[1].name: missing"},
            {"name: lifted", "name: lifted\n    kernel: 6.0", "9: arms[1].kernel: no kernel '6.0'; there is mine.deb"},
            {"unlimited", "none", "9: arms[1].max_page_sharing: 'none' is neither a number nor unlimited"},
            {"4096", "1", "12: arms[2].max_page_sharing: 1"},
            {"expected: reproduced", "expected: infra", "10: arms[1].expected: INFRA"},
            {"expected: reproduced", "colour: red", "10: arms[1].colour: unknown key; there are "},
            {"guests: 3", "guests: 1", "15: arms[2].scenario.guests: 1: pages of one guest alone"},
            {"      guests: 3\n", "", "14: arms[2].scenario.guests: missing"},
            {"    scenario:", "    dose: full\n    scenario:", "15: arms[2].scenario: there is a dose too"},
            {"trials: 5", "trials: 5\nsequential: {p0: 2}", "4: sequential.p0: 2.0"},
            {"trials: 5", "trials: [5", "4: while parsing a flow sequence"},
        };
    }

    @Test(dataProvider = "wrong")
    public void whatIsWrongIsSaidWithFileLineAndKey(String good, String bad, String message) {
        assertThat(GOOD).contains(good);
        assertThatThrownBy(() -> plan(GOOD.replace(good, bad)))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith(file + ":" + message)
                .hasMessageNotContaining("\n");
    }

    @Test
    public void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> CampaignFile.plan(folder.resolve("none.yaml"), 1, CampaignFileTest::kernel))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("none.yaml: cannot be read");
    }
}
