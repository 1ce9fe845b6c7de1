package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.ksmlab.compare.DoseCurve;
import org.ksmlab.compare.Sweep;
import org.ksmlab.compare.Sweep.Trial;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.experiment.RmapScaleResult.Outcome;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.experiment.SweepPlan;
import org.ksmlab.model.KsmState;
import org.ksmlab.statistics.Plateau.Shape;
import org.testng.annotations.Test;

public class SweepTableTest {
    private static final Trial LARGE = new Trial(
            "without-limit-2306920-1",
            "without-limit",
            KsmState.UNLIMITED,
            RmapScale.CASE_SHARERS,
            1,
            Outcome.MEASURED,
            "",
            Optional.of(new Point(RmapScale.CASE_SHARERS, RmapScale.CASE_SHARERS, 150.04, 8.4, 8.301, 0.002)),
            Optional.of("6.1.0"));

    private static final Trial INVALID = new Trial(
            "limit-256-10000-1",
            "limit-256",
            256,
            10_000,
            1,
            Outcome.INVALID,
            "moved: 0 pages\u009b2J, required: more",
            Optional.empty(),
            Optional.empty());

    private static final DoseCurve CURVE = new DoseCurve(
            "without-limit",
            KsmState.UNLIMITED,
            1,
            Optional.empty(),
            Shape.NO_VERDICT,
            Optional.empty(),
            "without-limit: 1 point");

    private static String table() {
        SweepPlan plan = new SweepPlan(
                4,
                List.of(10_000L, RmapScale.CASE_SHARERS),
                List.of(KsmState.UNLIMITED, 256),
                List.of(1),
                1,
                0,
                1,
                Optional.empty());
        return SweepTable.of(new Sweep(
                Sweep.VERSION,
                CampaignResult.Outcome.UNKNOWN,
                "/runs/one",
                RmapScale.NAME,
                plan,
                RmapScale.CASE_SHARERS,
                List.of(4_000_000L),
                0.95,
                List.of(INVALID, LARGE),
                List.of(CURVE)));
    }

    @Test
    public void armsComeInTheirOrderWithTheirPoints() {
        List<String> lines = table().lines().toList();
        assertThat(lines.get(2))
                .isEqualTo("without-limit    2,306,920 2,306,920    MEASURED    150.0     8.400      8.3010");
        assertThat(lines.get(3))
                .isEqualTo("limit-256           10,000         -     INVALID        -         -           -");
        assertThat(lines.subList(0, 4)).allMatch(line -> line.length() <= 80);
    }

    @Test
    public void whatHasNoPointAndWhatWasLeftOutIsSaid() {
        assertThat(table())
                .contains("limit-256-10000-1: moved: 0 pages2J, required: more")
                .contains("without-limit: 1 point")
                .contains("left out for want of memory: 4,000,000")
                .contains("UNKNOWN; the evidence is in /runs/one");
    }
}
