package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.experiment.StoredTrials;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The reports of a campaign whose arms have different doses. */
public class DoseReportTest {
    private static final double SECONDS_A_SHARER = 100e-6;

    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-doses").toRealPath();
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    /** Two arms for each dose, a trial each. */
    private void campaign(int... fillMib) {
        List<ArmResult> arms = new ArrayList<>();
        for (int fill : fillMib) {
            Scenario scenario = new Scenario(2, 2, fill + 152, fill, 2, 1, TriggerKind.MIGRATE_PAGES);
            double stall = SECONDS_A_SHARER * scenario.identicalPages();
            arms.add(arm("lifted-" + fill, KsmState.UNLIMITED, scenario, Verdict.REPRODUCED, stall));
            arms.add(arm("stock-" + fill, 256, scenario, Verdict.NOT_REPRODUCED, 0));
        }
        Json.write(folder.resolve(CampaignResult.FILE), CampaignResult.of(folder, arms));
    }

    private ArmResult arm(String name, int limit, Scenario scenario, Verdict verdict, double stall) {
        Path trial = folder.resolve(name + "-1");
        assertThat(trial.toFile().mkdir()).isTrue();
        Arm arm = new Arm(name, Optional.empty(), Optional.of(limit), verdict);
        StoredTrials.write(trial, arm, scenario, 1, verdict, stall);
        TrialResult result = TrialResult.of(Judgement.read(trial.resolve(Judgement.FILE)), Map.of());
        return new ArmResult(name, verdict, List.of(result));
    }

    private String report(ReportFormat format) throws IOException {
        return Files.readString(Reports.write(folder, List.of(format)).get(0));
    }

    @Test
    public void thePageHasAPlotWithAPointForEachTrialAndSaysWhatItShows() throws IOException {
        campaign(20, 120, 240, 400);
        String page = report(ReportFormat.HTML);
        assertThat(page)
                .contains("without a limit: the longest stall grows by 100.000 s a million sharers (")
                .contains("max_page_sharing 256: a plateau")
                .contains("<title>without a limit, 204,800 sharers: 20.5 s</title>")
                .contains("<title>max_page_sharing 256, 10,240 sharers: no guest stalled for 100 ms</title>");
    }

    @Test
    public void theTextHasTheSameSentences() throws IOException {
        campaign(20, 120, 240, 400);
        assertThat(report(ReportFormat.TEXT).replaceAll("\\s+", " "))
                .contains(
                        "Dose and response", "without a limit: the longest stall grows by 100.000 s a million sharers");
    }

    @Test
    public void aCampaignOfOneDoseHasNone() throws IOException {
        campaign(120);
        assertThat(report(ReportFormat.HTML)).doesNotContain("Dose and response");
        assertThat(report(ReportFormat.TEXT)).doesNotContain("Dose and response");
    }
}
