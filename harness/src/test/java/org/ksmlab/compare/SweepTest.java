package org.ksmlab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.experiment.RmapScaleResult;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.experiment.SweepPlan;
import org.ksmlab.model.KsmState;
import org.ksmlab.statistics.Plateau.Shape;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class SweepTest {
    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-sweep");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static final List<Long> DOSES = List.of(10_000L, 50_000L, 100_000L, 200_000L);
    private static final SweepPlan PLAN =
            new SweepPlan(4, DOSES, List.of(KsmState.UNLIMITED, 256), List.of(1), 1, 0, 7, Optional.empty());

    /** Three microseconds a sharer, as an emulated host has, give or take what a machine does. */
    private static double growing(long sharers) {
        return 3e-6 * sharers + (sharers / 10_000 % 2 == 0 ? 0.002 : 0.004);
    }

    private static double flat(long sharers) {
        return sharers / 10_000 % 2 == 0 ? 0.004 : 0.005;
    }

    private static Map<String, RmapScaleResult> results(LongToDoubleFunction unlimited, LongToDoubleFunction limited) {
        Map<String, RmapScaleResult> results = new LinkedHashMap<>();
        for (long dose : DOSES) {
            results.put(
                    "without-limit-" + dose + "-1", measured(dose, KsmState.UNLIMITED, unlimited.applyAsDouble(dose)));
            results.put("limit-256-" + dose + "-1", measured(dose, 256, limited.applyAsDouble(dose)));
        }
        return results;
    }

    private static RmapScaleResult measured(long dose, int limit, double stall) {
        Point point = new Point(dose, Math.min(dose, limit), 1, stall, stall, 0);
        return result(dose, limit, RmapScaleResult.Outcome.MEASURED, Optional.of(point));
    }

    private static RmapScaleResult result(
            long dose, int limit, RmapScaleResult.Outcome outcome, Optional<Point> point) {
        return result(new RmapScale(4, dose, limit), outcome, point);
    }

    private static RmapScaleResult result(RmapScale scale, RmapScaleResult.Outcome outcome, Optional<Point> point) {
        return result(scale, outcome, point, "6.1.0");
    }

    private static RmapScaleResult ofKernel(String kernel) {
        return result(new RmapScale(4, 10_000, 256), RmapScaleResult.Outcome.INFRA, Optional.empty(), kernel);
    }

    private static RmapScaleResult result(
            RmapScale scale, RmapScaleResult.Outcome outcome, Optional<Point> point, String kernel) {
        return new RmapScaleResult(
                RmapScaleResult.VERSION,
                scale.arm(),
                scale,
                1,
                outcome,
                "because",
                Map.of(),
                point,
                kernel,
                "the lab host",
                true);
    }

    private static Sweep sweep(Map<String, RmapScaleResult> results) {
        return Sweep.of(Path.of("/runs/one"), PLAN, List.of(), results, 2_000_000);
    }

    @Test
    public void aSlopeWithoutTheLimitAndAPlateauWithItAreAsExpected() {
        Sweep sweep = sweep(results(SweepTest::growing, SweepTest::flat));
        assertThat(sweep.outcome()).isEqualTo(Outcome.AS_EXPECTED);
        DoseCurve without = sweep.curves().get(0);
        assertThat(without.shape()).isEqualTo(Shape.RISING);
        assertThat(without.line().orElseThrow().slope()).isCloseTo(3e-6, within(0.1e-6));
        assertThat(without.line().orElseThrow().slopeInterval().contains(3e-6)).isTrue();
        assertThat(without.prediction().orElseThrow().seconds()).isCloseTo(6, within(0.2));
        assertThat(without.sentence())
                .startsWith("without-limit: the longest stall grows by ")
                .contains("at 2,000,000 sharers");
        DoseCurve with = sweep.curves().get(1);
        assertThat(with.shape()).isEqualTo(Shape.FLAT);
        assertThat(with.sentence()).startsWith("limit-256: a plateau: ");
    }

    @Test
    public void aStallThatGrowsInSpiteOfTheLimitIsNotAsExpected() {
        Sweep sweep = sweep(results(SweepTest::growing, SweepTest::growing));
        assertThat(sweep.curves()).extracting(DoseCurve::shape).containsExactly(Shape.RISING, Shape.RISING);
        assertThat(sweep.outcome()).isEqualTo(Outcome.NOT_AS_EXPECTED);
    }

    @Test
    public void aPlateauWithoutTheLimitProvesNothing() {
        Sweep sweep = sweep(results(SweepTest::flat, SweepTest::flat));
        assertThat(sweep.curves()).extracting(DoseCurve::shape).contains(Shape.NO_VERDICT);
        assertThat(sweep.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    public void tooFewPointsCarryNoLine() {
        Map<String, RmapScaleResult> results = results(SweepTest::growing, SweepTest::flat);
        results.replaceAll((folder, result) -> result.scale().sharers() <= 50_000
                ? result
                : result(
                        result.scale().sharers(),
                        result.scale().maxPageSharing(),
                        RmapScaleResult.Outcome.INVALID,
                        Optional.empty()));
        Sweep sweep = sweep(results);
        assertThat(sweep.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(sweep.curves()).allSatisfy(curve -> {
            assertThat(curve.points()).isEqualTo(2);
            assertThat(curve.line()).isEmpty();
            assertThat(curve.sentence()).endsWith("2 points carry no line; it takes three, of two doses at least");
        });
        assertThat(sweep.trials())
                .hasSize(8)
                .filteredOn(trial -> trial.point().isEmpty())
                .hasSize(4);
    }

    @Test
    public void nothingMeasuredYetIsUnknown() {
        assertThat(sweep(Map.of()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    public void whatIsWrittenCanBeRead() throws IOException {
        Path file = folder.resolve(Sweep.FILE);
        Sweep sweep = sweep(results(SweepTest::growing, SweepTest::flat));
        Json.write(file, sweep);
        assertThat(Sweep.read(file)).isEqualTo(sweep);
    }

    @Test
    public void theFirstVersionKnewOneVmaOnly() throws IOException {
        Path file = folder.resolve(Sweep.FILE);
        Sweep sweep = sweep(results(SweepTest::growing, SweepTest::flat));
        Json.write(file, sweep);
        String first = Files.readString(file)
                .replace("\"version\" : 3,", "\"version\" : 1,")
                .replaceAll(",\\s*\"kernel\" : (\"6.1.0\"|null)", "")
                .replaceFirst("\"predict\" : 2000000,", "")
                .replaceAll("\"vmas\" : (1|\\[ 1 \\]),", "")
                .replace("\"dose\" :", "\"sharers\" :");
        assertThat(first).doesNotContain("vmas", "predict\" : 2", "kernel");
        Files.writeString(file, first);
        assertThat(Sweep.read(file))
                .usingRecursiveComparison()
                .ignoringFields("trials.kernel")
                .isEqualTo(sweep);
        assertThat(Sweep.read(file).kernels()).isEmpty();
    }

    @Test
    public void theSecondVersionDidNotTellTheKernel() throws IOException {
        Path file = folder.resolve(Sweep.FILE);
        Json.write(file, sweep(results(SweepTest::growing, SweepTest::flat)));
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"version\" : 3,", "\"version\" : 2,")
                        .replaceAll(",\\s*\"kernel\" : (\"6.1.0\"|null)", ""));
        assertThat(Sweep.read(file).trials())
                .hasSize(8)
                .allSatisfy(trial -> assertThat(trial.kernel()).isEmpty());
    }

    @Test
    public void theKernelsThatRanAreToldEachOnce() {
        Map<String, RmapScaleResult> results = results(SweepTest::growing, SweepTest::flat);
        assertThat(sweep(results).kernels()).containsExactly("6.1.0");
        results.put("limit-256-10000-2", ofKernel("6.12.0"));
        results.put("limit-256-10000-3", ofKernel(""));
        assertThat(sweep(results).kernels()).containsExactly("6.1.0", "6.12.0");
        assertThat(sweep(results).trials().get(9).kernel()).isEmpty();
    }

    private static Sweep sweepOfVmas(LongToDoubleFunction stall) {
        List<Integer> vmas = List.of(1, 1_000, 5_000, 20_000);
        Map<String, RmapScaleResult> results = new LinkedHashMap<>();
        for (int limit : List.of(KsmState.UNLIMITED, 256)) {
            for (int parts : vmas) {
                RmapScale scale = new RmapScale(4, 80_000, limit, parts);
                Point point = new Point(80_000, Math.min(80_000, limit), 1, 1, stall.applyAsDouble(parts), 0);
                results.put(scale.label() + "-1", result(scale, RmapScaleResult.Outcome.MEASURED, Optional.of(point)));
            }
        }
        SweepPlan plan =
                new SweepPlan(4, List.of(80_000L), List.of(KsmState.UNLIMITED, 256), vmas, 1, 0, 7, Optional.empty());
        return Sweep.of(Path.of("/runs/one"), plan, List.of(), results, 20_000);
    }

    @Test
    public void aStallThatGrowsWithTheVmasUnderAnyLimitIsAsExpected() {
        Sweep sweep = sweepOfVmas(vmas -> 1e-5 * vmas + (vmas == 1_000 ? 0.001 : 0.002));
        assertThat(sweep.outcome()).isEqualTo(Outcome.AS_EXPECTED);
        assertThat(sweep.curves()).hasSize(2).allSatisfy(curve -> {
            assertThat(curve.shape()).isEqualTo(Shape.RISING);
            assertThat(curve.sentence()).contains("0.010 s a thousand VMAs", "at 20,000 VMAs 0.20");
        });
    }

    @Test
    public void aStallThatDoesNotGrowWithTheVmasProvesNothing() {
        assertThat(sweepOfVmas(SweepTest::flat).outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}
