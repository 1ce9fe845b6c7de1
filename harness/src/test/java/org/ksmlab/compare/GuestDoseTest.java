package org.ksmlab.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ksmlab.compare.GuestDose.Group;
import org.ksmlab.compare.GuestDose.Setting;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.model.KsmState;
import org.ksmlab.statistics.DosePoint;
import org.ksmlab.statistics.Plateau.Shape;
import org.testng.annotations.Test;

public class GuestDoseTest {
    private static final Setting TWO_BUSY = new Setting(2, 2, 1, TriggerKind.MIGRATE_PAGES, true);
    private static final Setting ONE_BUSY = new Setting(2, 1, 1, TriggerKind.NUMAD, true);
    private static final Group UNLIMITED = new Group("6.1.0", KsmState.UNLIMITED, TWO_BUSY);
    private static final Group LIMITED = new Group("6.1.0", 256, TWO_BUSY);

    /** Trials of a few doses, each of which stalls a guest for so long a sharer; every second one a little longer. */
    private static List<GuestDose> doses(Group group, double secondsASharer) {
        List<GuestDose> doses = new ArrayList<>();
        for (long sharers : List.of(10_000, 50_000, 100_000, 200_000)) {
            for (int trial = 0; trial < 2; trial++) {
                double stall = secondsASharer * sharers + 0.01 * trial;
                doses.add(new GuestDose(group, sharers, new DosePoint(sharers, stall)));
            }
        }
        return doses;
    }

    private static List<GuestDose.Curve> curves(List<GuestDose> doses) {
        return GuestDose.curves(doses, 1_000_000, 0.95);
    }

    @Test
    public void theStallRisesWithoutALimitAndStaysWithOne() {
        List<GuestDose> doses = new ArrayList<>(doses(UNLIMITED, 100e-6));
        doses.addAll(doses(LIMITED, 0));
        List<GuestDose.Curve> curves = curves(doses);
        assertThat(curves).extracting(curve -> curve.curve().shape()).containsExactly(Shape.RISING, Shape.FLAT);
        assertThat(curves.get(0).curve().sentence())
                .startsWith("without a limit: the longest stall grows by 100.000 s a million sharers (")
                .contains("; at 1,000,000 sharers 100.005 s is to be expected (");
        assertThat(curves.get(1).curve().sentence())
                .startsWith("max_page_sharing 256: a plateau: the longest stall grows by");
    }

    @Test
    public void aLimitUnderWhichTheStallRisesIsSeen() {
        List<GuestDose> doses = new ArrayList<>(doses(UNLIMITED, 100e-6));
        doses.addAll(doses(LIMITED, 90e-6));
        assertThat(curves(doses))
                .extracting(curve -> curve.curve().shape())
                .containsExactly(Shape.RISING, Shape.RISING);
    }

    @Test
    public void trialsOfOneDoseGiveNoCurveThoughTheirCountsDiffer() {
        List<GuestDose> doses = List.of(
                new GuestDose(UNLIMITED, 61_440, new DosePoint(61_400, 8)),
                new GuestDose(UNLIMITED, 61_440, new DosePoint(61_320, 9)),
                new GuestDose(UNLIMITED, 61_440, new DosePoint(61_440, 7)));
        assertThat(curves(doses)).isEmpty();
    }

    @Test
    public void aLimitAloneHasNothingToBeComparedWith() {
        assertThat(curves(doses(LIMITED, 0)))
                .extracting(curve -> curve.curve().shape())
                .containsExactly(Shape.NO_VERDICT);
    }

    @Test
    public void kernelsAreNotMixedAndAreNamedWhereThereAreSeveral() {
        List<GuestDose> doses = new ArrayList<>(doses(UNLIMITED, 100e-6));
        doses.addAll(doses(new Group("6.1.0-patched", 256, TWO_BUSY), 0));
        assertThat(curves(doses))
                .extracting(curve -> curve.curve().arm())
                .containsExactly("without a limit, 6.1.0", "max_page_sharing 256, 6.1.0-patched");
    }

    @Test
    public void aPatchedKernelIsComparedWithTheOneThatHasNoLimit() {
        List<GuestDose> doses = new ArrayList<>(doses(UNLIMITED, 100e-6));
        doses.addAll(doses(new Group("6.1.0-patched", 256, TWO_BUSY), 0));
        assertThat(curves(doses)).extracting(curve -> curve.curve().shape()).containsExactly(Shape.RISING, Shape.FLAT);
    }

    /** A twentieth of the first kernel's slope is all of the second's. */
    @Test
    public void aKernelIsComparedWithItselfWithoutTheLimitWhateverComesFirst() {
        List<GuestDose> doses = new ArrayList<>(doses(new Group("5.10", KsmState.UNLIMITED, TWO_BUSY), 80e-6));
        doses.addAll(doses(new Group("6.1.1", KsmState.UNLIMITED, TWO_BUSY), 4e-6));
        doses.addAll(doses(new Group("6.1.1", 256, TWO_BUSY), 4e-6));
        doses.addAll(doses(new Group("6.1.2", 256, TWO_BUSY), 0));
        assertThat(curves(doses))
                .extracting(curve -> curve.curve().shape())
                .containsExactly(Shape.RISING, Shape.RISING, Shape.RISING, Shape.NO_VERDICT);
    }

    @Test
    public void scenariosThatDifferInMoreThanTheDoseAreNotMixed() {
        List<GuestDose> doses = new ArrayList<>(doses(UNLIMITED, 100e-6));
        doses.addAll(doses(new Group("6.1.0", KsmState.UNLIMITED, ONE_BUSY), 300e-6));
        assertThat(curves(doses))
                .extracting(curve -> curve.curve().arm())
                .containsExactly(
                        "without a limit, migrate_pages, 2 vCPUs a guest, 2 busy, watchdog_thresh 1, emulated",
                        "without a limit, numad, 2 vCPUs a guest, 1 busy, watchdog_thresh 1, emulated");
    }

    /** 512 pages of 256 sharers each are unmapped before any is moved. */
    @Test
    public void aLimitBoundsTheStallOnlyFromAWholeBatchOn() {
        List<GuestDose> doses = new ArrayList<>(doses(new Group("6.12.1", KsmState.UNLIMITED, TWO_BUSY), 100e-6));
        doses.addAll(doses(new Group("6.12.1", 256, TWO_BUSY), 50e-6));
        assertThat(curves(doses).get(1).curve().sentence())
                .startsWith("max_page_sharing 256: 2 points from 131,072 sharers on carry no line;");

        Group limited = new Group("6.12.1", 256, TWO_BUSY);
        for (int i = 0; i < 5; i++) {
            long sharers = 131_072L * (2 + i);
            doses.add(new GuestDose(limited, sharers, new DosePoint(sharers, 10 + 0.01 * (i % 2))));
        }
        assertThat(curves(doses).get(1).curve().sentence())
                .startsWith("max_page_sharing 256: a plateau from 131,072 sharers on: the longest stall grows by less");
    }
}
