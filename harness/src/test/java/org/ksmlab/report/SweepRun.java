package org.ksmlab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.compare.Sweep;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.experiment.RmapScaleResult;
import org.ksmlab.experiment.RmapScaleResult.Outcome;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.experiment.SweepPlan;
import org.ksmlab.model.KsmState;
import org.ksmlab.store.Invocation;
import org.ksmlab.store.Json;

/** A sweep's folder with points as an emulated host had them, and one trial without. */
public final class SweepRun implements AutoCloseable {
    private static final List<Long> DOSES = List.of(10_000L, 50_000L, 150_000L);
    private static final double[] WITHOUT = {0.019, 0.108, 0.321};
    private static final double[] WITH = {0.0004, 0, 0.0006};

    private final Path folder;

    private SweepRun(Path folder) {
        this.folder = folder;
    }

    /** The reason of the trial without a point is {@link GoldenRun#HOSTILE}. */
    public static SweepRun make() {
        try {
            Path folder = Files.createTempDirectory("sweep");
            Map<String, RmapScaleResult> results = new LinkedHashMap<>();
            for (int i = 0; i < DOSES.size(); i++) {
                put(results, measured(DOSES.get(i), KsmState.UNLIMITED, 1, WITHOUT[i]));
                put(results, measured(DOSES.get(i), 256, 1, WITH[i]));
            }
            put(results, result(DOSES.get(0), 256, 2, Outcome.INVALID, GoldenRun.HOSTILE, Optional.empty()));
            for (Map.Entry<String, RmapScaleResult> result : results.entrySet()) {
                Path trial = Files.createDirectory(folder.resolve(result.getKey()));
                Json.write(trial.resolve(RmapScaleResult.FILE), result.getValue());
            }
            SweepPlan plan =
                    new SweepPlan(4, DOSES, List.of(KsmState.UNLIMITED, 256), List.of(1), 1, 1, 7, Optional.empty());
            Sweep sweep = Sweep.of(folder, plan, List.of(4_000_000L), results, RmapScale.CASE_SHARERS);
            Json.write(folder.resolve(Sweep.FILE), sweep);
            new Invocation(List.of("sweep", "--sharers", "10000,50000,150000"), "1.0").write(folder);
            return new SweepRun(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Map<String, RmapScaleResult> results, RmapScaleResult result) {
        results.put(result.arm() + "-" + result.scale().sharers() + "-" + result.number(), result);
    }

    private static RmapScaleResult measured(long dose, int limit, int number, double stall) {
        Point point = new Point(dose, Math.min(dose, limit), 12.5, stall * 1.1, stall, 0);
        return result(dose, limit, number, Outcome.MEASURED, "a point", Optional.of(point));
    }

    private static RmapScaleResult result(
            long dose, int limit, int number, Outcome outcome, String reason, Optional<Point> point) {
        RmapScale scale = new RmapScale(4, dose, limit);
        return new RmapScaleResult(
                RmapScaleResult.VERSION,
                scale.arm(),
                scale,
                number,
                outcome,
                reason,
                Map.of(),
                point,
                "6.1.0-56-cloud-amd64",
                "the lab host",
                true);
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            TestFolders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
