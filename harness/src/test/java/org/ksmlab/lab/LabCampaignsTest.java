package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.Progress;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class LabCampaignsTest {
    private Path cache;

    @BeforeMethod
    public void makeCache() throws IOException {
        cache = Files.createTempDirectory("ksmlab-campaigns");
    }

    @AfterMethod(alwaysRun = true)
    public void removeCache() throws IOException {
        TestFolders.delete(cache);
    }

    private static final class NoProgress implements Progress {
        @Override
        public void phase(String what) {
            throw new AssertionError("nothing should begin, but this does: " + what);
        }

        @Override
        public void detail(String what) {
            phase(what);
        }

        @Override
        public void event(String what) {
            phase(what);
        }
    }

    @Test
    public void theKernelsOfACampaignThatIsResumedAreLookedForBeforeAnythingBegins() {
        Arm arm = Arm.ofKernel("nope", "no-such-kernel", Verdict.REPRODUCED);
        CampaignPlan plan = CampaignPlan.of(
                List.of(new PlannedArm(arm, Scenario.quick(TriggerKind.MIGRATE_PAGES))), 1, 0, Optional.empty(), 7);
        Json.write(cache.resolve(CampaignPlan.FILE), plan);
        LabCampaigns campaigns =
                new LabCampaigns(new Workplace(Path.of(".."), cache), new NoProgress(), OptionalInt.empty());
        assertThatThrownBy(() -> campaigns.resume(cache))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no kernel 'no-such-kernel'");
    }
}
