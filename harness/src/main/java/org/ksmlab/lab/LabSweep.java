package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ksmlab.command.Shell;
import org.ksmlab.compare.Sweep;
import org.ksmlab.experiment.Progress;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.experiment.RmapScaleResult;
import org.ksmlab.experiment.RmapScaleRunner;
import org.ksmlab.experiment.SweepPlan;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.store.Json;

/** Sweeps on the lab host: boots one of the size that the largest dose needs, unless one is up, and leaves things as they were. */
public final class LabSweep {
    private final Workplace workplace;
    private final Progress progress;
    private final OptionalInt sshPort;

    /** @param sshPort of the lab host on 127.0.0.1; empty: any free one */
    public LabSweep(Workplace workplace, Progress progress, OptionalInt sshPort) {
        this.workplace = workplace;
        this.progress = progress;
        this.sshPort = sshPort;
    }

    /**
     * Runs it all in a new folder. What came of it is also there, as {@code sweep.json}, brought up to date after each trial.
     *
     * @param predict the dose to predict for
     * @param runs where the folder goes
     * @throws LabInUseException if another process uses the lab host
     * @throws IllegalStateException if the host has too little memory for any of the doses
     */
    public Sweep start(SweepPlan plan, long predict, Path runs) {
        return run(plan, predict, () -> LabCampaigns.makeRun(runs, "sweep"), Map::of);
    }

    /**
     * Continues a sweep that was killed, with its own plan: what is finished is kept, what is missing is done. The trial that was under way is
     * set aside.
     *
     * @param folder the run's, with its sweep.json
     * @throws LabInUseException if another process uses the lab host; it may be at this sweep
     * @throws UncheckedIOException if it holds no sweep, or one of another version
     */
    public Sweep resume(Path folder) {
        SweepFolder stored = SweepFolder.of(folder);
        Sweep sweep = stored.sweep();
        return run(sweep.plan(), sweep.predict(), stored::path, stored::takeUp);
    }

    /**
     * @param folder asked for once the lab host is ours
     * @param results of trials that are finished, by the names of their folders; likewise
     */
    private Sweep run(
            SweepPlan plan, long predict, Supplier<Path> folder, Supplier<Map<String, RmapScaleResult>> results) {
        try (Shell local = workplace.localShell();
                LabSession lab = LabSession.open(workplace.cache(), starter(local, plan), sshPort, progress::event)) {
            Optional<Kernel> kernel = plan.kernel()
                    .map(name -> workplace.kernels(local, progress::phase).get(name));
            lab.prepare(kernel.stream().toList());
            long most = lab.ready(kernel).machine().size().mostSharers();
            List<Long> leftOut =
                    plan.sharers().stream().filter(dose -> dose > most).toList();
            if (!leftOut.isEmpty()) {
                progress.event(String.format(
                        Locale.ROOT, "the lab host's memory allows %,d sharers at most; left out: %s", most, leftOut));
            }
            if (leftOut.size() == plan.sharers().size()) {
                throw new IllegalStateException(
                        "every dose is more than the " + most + " sharers that the lab host's memory allows");
            }
            Path run = folder.get();
            return new Run(lab, kernel, run, plan, leftOut, predict, results.get()).all(plan.blocks(most));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for the sweep: " + e.getMessage(), e);
        }
    }

    private LabStarter starter(Shell local, SweepPlan plan) {
        LabSize.Sizing sizing = (cores, availableMib) -> {
            long most =
                    LabSize.forSharers(cores, availableMib, Integer.MAX_VALUE).mostSharers();
            progress.event(
                    String.format(Locale.ROOT, "this machine's free memory allows doses up to %,d sharers", most));
            return LabSize.forSharers(cores, availableMib, plan.largest());
        };
        return new LabStarter(local, workplace.recipes(), workplace.cache(), sizing, progress::phase);
    }

    /** The run under way: what came of its trials so far, by the names of their folders. */
    private final class Run {
        private final LabSession lab;
        private final Optional<Kernel> kernel;
        private final Path folder;
        private final SweepPlan plan;
        private final List<Long> leftOut;
        private final long predict;
        private final Map<String, RmapScaleResult> results;

        Run(
                LabSession lab,
                Optional<Kernel> kernel,
                Path folder,
                SweepPlan plan,
                List<Long> leftOut,
                long predict,
                Map<String, RmapScaleResult> results) {
            this.results = new LinkedHashMap<>(results);
            this.lab = lab;
            this.kernel = kernel;
            this.folder = folder;
            this.plan = plan;
            this.leftOut = leftOut;
            this.predict = predict;
        }

        Sweep all(List<List<RmapScale>> blocks) throws IOException {
            save(); // so that it can be resumed from here on
            for (int i = 0; i < blocks.size(); i++) {
                for (RmapScale scale : blocks.get(i)) {
                    while (points(scale) <= i && of(scale).count() <= i + plan.retries()) {
                        trial(scale);
                        save();
                    }
                }
            }
            return save();
        }

        private void trial(RmapScale scale) throws IOException {
            int number = (int) of(scale).count() + 1;
            Path trial = Files.createDirectory(folder.resolve(scale.label() + "-" + number));
            String name = trial.getFileName().toString();
            RmapScaleResult result = new RmapScaleRunner(
                            lab.ready(kernel).underTest(), folder.getFileName().toString(), lab.journal(), progress)
                    .run(scale, number, trial);
            progress.event(name + ": " + result.outcome() + ": " + result.reason());
            results.put(name, result);
        }

        private long points(RmapScale scale) {
            return of(scale).filter(result -> result.point().isPresent()).count();
        }

        private Stream<RmapScaleResult> of(RmapScale scale) {
            return results.values().stream().filter(result -> result.scale().equals(scale));
        }

        private Sweep save() {
            Sweep sweep = Sweep.of(folder, plan, leftOut, results, predict);
            Json.write(folder.resolve(Sweep.FILE), sweep);
            return sweep;
        }
    }
}
