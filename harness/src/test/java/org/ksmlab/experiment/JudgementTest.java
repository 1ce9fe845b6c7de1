package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ksmlab.experiment.EvidenceBuilder.FIRST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Judgement.Reported;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The files of what was judged, {@code verdict.json} and {@code result.json}. */
public class JudgementTest {
    private Path folder;
    private Path file;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-judgement");
        file = folder.resolve("a.json");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static Judgement notMeasured() {
        return new EvidenceBuilder()
                .failure("cannot reach lab")
                .sharers(Optional.empty())
                .calls()
                .judge();
    }

    @Test
    public void aVerdictIsReadAsItWasWritten() {
        for (Judgement judgement :
                List.of(new EvidenceBuilder().softLockup(FIRST, 1015, 12).judge(), notMeasured())) {
            Json.write(file, judgement);
            assertThat(Judgement.read(file)).isEqualTo(judgement);
        }
    }

    @Test
    public void aVerdictKeepsAllThatTheConsolesReported() {
        Judgement judgement = new EvidenceBuilder()
                .softLockup(FIRST, 1015, 12)
                .hostFinding(EvidenceBuilder.finding(FindingKind.HUNG_TASK, 1.0, null, "a line"))
                .judge();
        assertThat(judgement.findings())
                .contains(List.of(
                        new Reported("host", FindingKind.HUNG_TASK, "a HUNG_TASK", 1),
                        new Reported(FIRST, FindingKind.SOFT_LOCKUP, "a SOFT_LOCKUP", 1)));
    }

    @Test
    public void aVerdictFromBeforeVersionsIsRead() throws IOException {
        Files.writeString(
                file, "{\"verdict\": \"INFRA\", \"reason\": \"lost\", \"preconditions\": {}, \"sharers\": 7}");
        Judgement judgement = Judgement.read(file);
        assertThat(judgement.version()).isEqualTo(1);
        assertThat(judgement.sharers()).contains(7L);
        assertThat(judgement.triggerSeconds()).isEmpty();
        assertThat(judgement.findings())
                .as("not written down, rather than none")
                .isEmpty();
    }

    @Test
    public void aResultIsReadAsItWasWritten() {
        CampaignResult result = result();
        Json.write(file, result);
        assertThat(CampaignResult.read(file)).isEqualTo(result);
    }

    @Test
    public void aResultFromBeforeVersionsIsRead() throws IOException {
        CampaignResult result = result();
        Json.write(file, result);
        Files.writeString(
                file,
                Files.readString(file).replaceAll("\"[a-z_]+\" : null,\\s+", "").replace("\"version\" : 1,", ""));
        assertThat(Files.readString(file)).doesNotContain("version", "trigger_seconds");
        assertThat(CampaignResult.read(file)).isEqualTo(result);
    }

    @Test
    public void aResultOfALaterVersionIsRefused() throws IOException {
        Files.writeString(file, "{\"version\": 99}");
        assertThatThrownBy(() -> CampaignResult.read(file))
                .hasMessage(file + ": version 99 is newer than what this ksmlab reads: 0 to 1");
        assertThatThrownBy(() -> Judgement.read(file))
                .hasMessage(file + ": version 99 is newer than what this ksmlab reads: 0 to 1");
    }

    private CampaignResult result() {
        TrialResult trial = TrialResult.of(notMeasured(), Map.of("boot", 16.5));
        return CampaignResult.of(folder, List.of(new ArmResult("an-arm", Verdict.REPRODUCED, List.of(trial))));
    }
}
