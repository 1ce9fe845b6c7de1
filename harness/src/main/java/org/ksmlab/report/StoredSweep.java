package org.ksmlab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ksmlab.compare.Sweep;
import org.ksmlab.experiment.RmapScaleResult;
import org.ksmlab.store.Invocation;

/**
 * A sweep, as its folder has it.
 *
 * @param name the folder's name
 * @param results of the trials that have one
 * @param invocation the command that made it; empty if it was not recorded
 */
record StoredSweep(String name, Sweep sweep, List<RmapScaleResult> results, Optional<Invocation> invocation) {
    StoredSweep {
        results = List.copyOf(results);
    }

    /** Whether a folder holds a sweep of which at least one trial has ended. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(Sweep.FILE));
    }

    /**
     * Reads a sweep's folder.
     *
     * @throws java.io.UncheckedIOException if it is none, or of another version; the message names the file
     */
    static StoredSweep read(Path folder) {
        Sweep sweep = Sweep.read(folder.resolve(Sweep.FILE));
        List<RmapScaleResult> results = sweep.trials().stream()
                // A name that leads elsewhere is no name of ours.
                .map(trial ->
                        folder.resolve(Path.of(trial.folder()).getFileName()).resolve(RmapScaleResult.FILE))
                .filter(Files::exists)
                .map(RmapScaleResult::read)
                .toList();
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return new StoredSweep(name, sweep, results, Invocation.read(folder));
    }

    List<Boolean> emulated() {
        return results.stream().map(RmapScaleResult::emulated).distinct().toList();
    }

    List<Page.Fact> environment() {
        return List.of(
                fact("kernel", RmapScaleResult::kernel),
                fact("host", result -> result.host() + (result.emulated() ? ", emulated" : "")),
                new Page.Fact(
                        "scenario",
                        HostileText.line(sweep.scenario()) + ": " + sweep.plan().processes()
                                + " processes, the longest read of a merged page while migrate_pages(2) moves those of one"),
                new Page.Fact("order", "shuffled with seed " + sweep.plan().seed()),
                new Page.Fact(
                        "ksmlab",
                        invocation
                                .map(command -> HostileText.line(command.version()))
                                .orElse("not recorded")));
    }

    private Page.Fact fact(String name, Function<RmapScaleResult, String> value) {
        return Summary.fact(name, results.stream().map(value));
    }
}
