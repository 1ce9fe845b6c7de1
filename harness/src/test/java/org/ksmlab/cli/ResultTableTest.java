package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;
import org.testng.annotations.Test;

public class ResultTableTest {
    private static final TrialResult REPRODUCED = new TrialResult(
            Verdict.REPRODUCED,
            "ksmlab-g1 stalled for 12.3 s while migrate_pages walked",
            Optional.of(1_234_567L),
            Optional.of(100.25),
            Optional.of(12.34),
            Optional.of(2),
            Map.of(),
            Map.of());

    private static TrialResult infra(String reason) {
        return new TrialResult(
                Verdict.INFRA,
                reason,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    private static String table(TrialResult... trials) {
        ArmResult arm = new ArmResult("without-limit", Verdict.REPRODUCED, List.of(trials));
        return ResultTable.of(
                new CampaignResult(CampaignResult.VERSION, Outcome.AS_EXPECTED, "/srv/runs/a", List.of(arm)));
    }

    @Test
    public void eachTrialIsARowAndItsReasonALine() {
        assertThat(table(REPRODUCED, infra("cannot reach lab"))).isEqualToNormalizingNewlines("""
                        arm             verdict            sharers  trigger s      longest      soft
                                                                               guest stall   lockups
                        without-limit   REPRODUCED       1,234,567      100.3         12.3         2
                        without-limit   INFRA                    -          -            -         -

                        without-limit: ksmlab-g1 stalled for 12.3 s while migrate_pages walked
                        without-limit: cannot reach lab

                        AS_EXPECTED; the evidence is in /srv/runs/a
                        """);
    }

    @Test
    public void theTableFitsATerminal() {
        assertThat(table(REPRODUCED).lines().limit(4)).allMatch(line -> line.length() <= 80);
    }

    @Test
    public void whatAGuestMadeAReasonOfCannotDriveTheTerminal() {
        assertThat(table(infra("it said \u001b[2J\u009b2J\r\nREPRODUCED")))
                .contains("without-limit: it said ?[2J?2J??REPRODUCED")
                .doesNotContain("\u001b", "\u009b", "\r\nREPRODUCED");
    }
}
