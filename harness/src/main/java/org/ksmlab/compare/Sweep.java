package org.ksmlab.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.experiment.RmapScaleResult;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.experiment.SweepPlan;
import org.ksmlab.model.KsmState;
import org.ksmlab.statistics.DosePoint;
import org.ksmlab.statistics.DoseResponse;
import org.ksmlab.statistics.Plateau.Shape;
import org.ksmlab.store.VersionedFile;

/**
 * What doses did: {@code sweep.json} of a run's folder; also what {@code ksmlab sweep --format json} prints.
 *
 * @param version of this record's shape
 * @param outcome whether the stall grows with the sharers without a limit and does not with one; or with the VMAs in any case
 * @param run the run's folder
 * @param predict the dose that the longest stall is predicted for
 * @param leftOut doses that the host's memory does not allow
 * @param confidence of all intervals
 * @param trials all, in the order in which they were done
 * @param curves an arm each
 */
public record Sweep(
        int version,
        Outcome outcome,
        String run,
        String scenario,
        SweepPlan plan,
        long predict,
        List<Long> leftOut,
        double confidence,
        List<Trial> trials,
        List<DoseCurve> curves) {
    /** Its file in the run's folder. */
    public static final String FILE = SweepPlan.FILE;

    private static final VersionedFile<Sweep> FORMAT =
            new VersionedFile<>(Sweep.class, 1, List.of(Sweep::upgradeFirst, Sweep::upgradeSecond));

    public static final int VERSION = FORMAT.version();

    /** The first version knew one VMA only, and told the predicted dose with each line. */
    private static void upgradeFirst(ObjectNode sweep) {
        sweep.put("predict", predictionOf(sweep));
        for (JsonNode curve : sweep.path("curves")) {
            if (curve.get("prediction") instanceof ObjectNode prediction) {
                prediction.set("dose", prediction.remove("sharers"));
            }
        }
        if (sweep.get("plan") instanceof ObjectNode plan) {
            plan.putArray("vmas").add(1);
        }
        for (JsonNode trial : sweep.path("trials")) {
            if (trial instanceof ObjectNode one) {
                one.put("vmas", 1);
            }
        }
    }

    /** The second version did not tell the kernel. */
    private static void upgradeSecond(ObjectNode sweep) {
        if (sweep.get("plan") instanceof ObjectNode plan) {
            plan.putNull("kernel");
        }
        for (JsonNode trial : sweep.path("trials")) {
            if (trial instanceof ObjectNode one) {
                one.putNull("kernel");
            }
        }
    }

    private static long predictionOf(ObjectNode sweep) {
        for (JsonNode curve : sweep.path("curves")) {
            if (curve.path("prediction").has("sharers")) {
                return curve.path("prediction").path("sharers").asLong();
            }
        }
        return RmapScale.CASE_SHARERS;
    }

    /**
     * A trial.
     *
     * @param folder its name in the run's folder
     * @param wanted the sharers that were wanted
     * @param vmas on the anon_vma of each process
     * @param point empty if the trial gave none
     * @param kernel {@code uname -rv}; empty if it was not measured
     */
    public record Trial(
            String folder,
            String arm,
            int maxPageSharing,
            long wanted,
            int vmas,
            RmapScaleResult.Outcome outcome,
            String reason,
            Optional<Point> point,
            Optional<String> kernel) {
        static Trial of(String folder, RmapScaleResult result) {
            return new Trial(
                    folder,
                    result.arm(),
                    result.scale().maxPageSharing(),
                    result.scale().sharers(),
                    result.scale().vmas(),
                    result.outcome(),
                    result.reason(),
                    result.point(),
                    Optional.of(result.kernel()).filter(kernel -> !kernel.isEmpty()));
        }
    }

    public Sweep {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version);
        }
        leftOut = List.copyOf(leftOut);
        trials = List.copyOf(trials);
        curves = List.copyOf(curves);
    }

    /**
     * Of the trials so far.
     *
     * @param results by the name of the trial's folder
     * @param predict the dose to predict for
     */
    public static Sweep of(
            Path run, SweepPlan plan, List<Long> leftOut, Map<String, RmapScaleResult> results, long predict) {
        Map<Integer, List<RmapScaleResult>> arms = results.values().stream()
                .collect(Collectors.groupingBy(
                        result -> result.scale().maxPageSharing(), LinkedHashMap::new, Collectors.toList()));
        Optional<DoseResponse> unlimited = arms.values().stream()
                .filter(trials -> trials.get(0).scale().isUnlimited())
                .findFirst()
                .flatMap(trials -> DoseResponse.fit(points(plan.axis(), trials)));
        List<DoseCurve> curves = plan.maxPageSharing().stream()
                .flatMap(limit -> Optional.ofNullable(arms.get(limit)).stream())
                .map(trials -> curve(plan.axis(), trials, unlimited, predict))
                .toList();
        return new Sweep(
                VERSION,
                outcome(plan, curves),
                run.toString(),
                RmapScale.NAME,
                plan,
                predict,
                leftOut,
                Comparison.CONFIDENCE,
                results.entrySet().stream()
                        .map(trial -> Trial.of(trial.getKey(), trial.getValue()))
                        .toList(),
                curves);
    }

    /** The kernels that ran, as far as they are known, each once. */
    public List<String> kernels() {
        return trials.stream()
                .flatMap(trial -> trial.kernel().stream())
                .distinct()
                .toList();
    }

    private static DoseCurve curve(
            SweepPlan.Axis axis, List<RmapScaleResult> trials, Optional<DoseResponse> unlimited, long predict) {
        RmapScaleResult any = trials.get(0);
        return DoseCurve.of(
                any.arm(),
                any.scale().maxPageSharing(),
                axis,
                points(axis, trials),
                trials.stream()
                        .mapToLong(trial -> MigrationBatch.boundedFrom(
                                trial.kernel(), trial.scale().maxPageSharing()))
                        .max()
                        .orElseThrow(),
                unlimited,
                predict,
                Comparison.CONFIDENCE);
    }

    private static List<DosePoint> points(SweepPlan.Axis axis, List<RmapScaleResult> trials) {
        return trials.stream()
                .flatMap(trial -> trial.point().stream().map(point -> dosePoint(axis, trial.scale(), point)))
                .toList();
    }

    private static DosePoint dosePoint(SweepPlan.Axis axis, RmapScale scale, Point point) {
        double dose = axis == SweepPlan.Axis.SHARERS ? (double) point.sharers() : scale.vmas();
        return new DosePoint(dose, point.longestStallSeconds());
    }

    private static Outcome outcome(SweepPlan plan, List<DoseCurve> curves) {
        if (plan.axis() == SweepPlan.Axis.VMAS) {
            // No limit on sharing bounds these.
            return curves.size() == plan.maxPageSharing().size()
                            && curves.stream().allMatch(curve -> curve.shape() == Shape.RISING)
                    ? Outcome.AS_EXPECTED
                    : Outcome.UNKNOWN;
        }
        boolean spoilt = curves.stream().anyMatch(curve -> !isUnlimited(curve) && curve.shape() == Shape.RISING);
        boolean allShown = curves.size() == plan.maxPageSharing().size()
                && curves.stream().allMatch(curve -> curve.shape() == (isUnlimited(curve) ? Shape.RISING : Shape.FLAT));
        return spoilt ? Outcome.NOT_AS_EXPECTED : allShown ? Outcome.AS_EXPECTED : Outcome.UNKNOWN;
    }

    private static boolean isUnlimited(DoseCurve curve) {
        return curve.maxPageSharing() == KsmState.UNLIMITED;
    }

    /**
     * Reads a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is of a newer version; the message names the file
     */
    public static Sweep read(Path file) {
        return FORMAT.read(file);
    }
}
