package org.ksmlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.experiment.ReaderLog.Span;
import org.ksmlab.experiment.RmapScaleResult.Outcome;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.model.MigrateCall;

/**
 * Says whether a trial of {@link RmapScale} measured what it was to measure, and what. Reads nothing but the trial's folder, so that old
 * evidence can be judged again.
 */
public final class RmapScaleJudge {
    /** What the processes said, in the trial's folder. */
    static final String READERS_LOG = "readers.log";

    /** Of the pages of the process that is moved. Nothing but merged pages is in them, so nearly all of them have to move. */
    private static final double MOST = 0.9;

    private RmapScaleJudge() {}

    /**
     * Judges what is in a trial's folder.
     *
     * @throws UncheckedIOException if its record or log cannot be read; a log that is not there is empty
     */
    public static RmapScaleResult judge(Path folder) {
        Path log = folder.resolve(READERS_LOG);
        try {
            String text = Files.exists(log) ? Files.readString(log) : "";
            return judge(RmapScaleRecord.read(folder.resolve(RmapScaleRecord.FILE)), ReaderLog.parse(text));
        } catch (IOException e) {
            throw new UncheckedIOException(log.toString(), e);
        }
    }

    static RmapScaleResult judge(RmapScaleRecord trial, ReaderLog readers) {
        Map<String, Precondition> preconditions = preconditions(trial, readers);
        if (trial.failure().isPresent()) {
            return result(trial, Outcome.INFRA, trial.failure().get(), preconditions, Optional.empty());
        }
        Optional<String> unmet = preconditions.entrySet().stream()
                .filter(precondition -> !precondition.getValue().met())
                .map(failed -> failed.getKey() + ": " + failed.getValue().measured() + ", required: "
                        + failed.getValue().required())
                .findFirst();
        if (unmet.isPresent()) {
            return result(trial, Outcome.INVALID, unmet.get(), preconditions, Optional.empty());
        }
        Point point = point(trial, readers);
        String reason = String.format(
                Locale.ROOT,
                "%,d sharers, at most %,d of one page: migrate_pages took %.3f s, the longest read %.3f s",
                point.sharers(),
                point.longestNode(),
                point.triggerSeconds(),
                point.longestStallSeconds());
        return result(trial, Outcome.MEASURED, reason, preconditions, Optional.of(point));
    }

    private static RmapScaleResult result(
            RmapScaleRecord trial,
            Outcome outcome,
            String reason,
            Map<String, Precondition> preconditions,
            Optional<Point> point) {
        return new RmapScaleResult(
                RmapScaleResult.VERSION,
                trial.scale().arm(),
                trial.scale(),
                trial.number(),
                outcome,
                reason,
                preconditions,
                point,
                trial.kernel(),
                trial.host(),
                trial.emulated());
    }

    /** Of a trial whose preconditions are met, so that all of it was measured. */
    private static Point point(RmapScaleRecord trial, ReaderLog readers) {
        return new Point(
                trial.sharers()
                        .map(seen -> ScaleMerge.dose(trial.scale(), seen))
                        .orElseThrow(),
                trial.sharers().orElseThrow().longest(),
                trial.phases().getOrDefault("merge", 0.0),
                seconds(calls(trial)),
                calls(trial).stream()
                        .mapToDouble(call -> readers.longestSeconds(span(call)))
                        .max()
                        .orElseThrow(),
                readers.longestSeconds(quiet(trial)));
    }

    /** Until the first call. */
    private static Span quiet(RmapScaleRecord trial) {
        long end = trial.migrateCalls().stream()
                .mapToLong(MigrateCall::startNs)
                .min()
                .orElseThrow();
        return new Span(trial.quietFromNs().orElse(end), end);
    }

    private static Map<String, Precondition> preconditions(RmapScaleRecord trial, ReaderLog readers) {
        Map<String, Precondition> all = new LinkedHashMap<>();
        all.put("merged", merged(trial));
        all.put("longest_node", longestNode(trial));
        all.put("on_source_node", onSourceNode(trial));
        all.put("trigger_fired", triggerFired(trial));
        all.put("moved", moved(trial));
        all.put("watched", watched(trial, readers));
        if (trial.scale().vmas() > 1) {
            all.put("vmas", vmas(trial, readers));
        }
        return all;
    }

    private static Precondition merged(RmapScaleRecord trial) {
        long wanted = (long) (ScaleMerge.ENOUGH * trial.scale().sharers());
        String required = String.format(Locale.ROOT, "at least %,d pages merged", wanted);
        return trial.notMerged()
                .map(why -> new Precondition(why, required, false))
                .orElseGet(() -> trial.sharers()
                        .map(seen -> new Precondition(
                                String.format(Locale.ROOT, "%,d pages merged", seen.total()),
                                required,
                                seen.total() >= wanted))
                        .orElse(unmeasured(required)));
    }

    /** Without a limit all of them hang on one page; with one, a page has as many as it allows, and none has more. */
    private static Precondition longestNode(RmapScaleRecord trial) {
        RmapScale scale = trial.scale();
        long fewest = ScaleMerge.fewestSharers(scale);
        String required = scale.isUnlimited()
                ? String.format(Locale.ROOT, "at least %,d sharers of one page", fewest)
                : String.format(Locale.ROOT, "%,d to %,d sharers of one page", fewest, scale.maxPageSharing());
        return trial.sharers()
                .map(seen -> new Precondition(
                        String.format(Locale.ROOT, "%,d sharers of one page", seen.longest()),
                        required,
                        seen.longest() >= fewest && seen.longest() <= scale.maxPageSharing()))
                .orElse(unmeasured(required));
    }

    private static Precondition onSourceNode(RmapScaleRecord trial) {
        long wanted = (long) (MOST * trial.scale().pagesPerProcess());
        String required = String.format(Locale.ROOT, "at least %,d pages of the process", wanted);
        return trial.pagesBefore()
                .map(pages -> pages.getOrDefault(trial.sourceNode(), 0L))
                .map(pages ->
                        new Precondition(String.format(Locale.ROOT, "%,d pages", pages), required, pages >= wanted))
                .orElse(unmeasured(required));
    }

    private static Precondition triggerFired(RmapScaleRecord trial) {
        String required = "migrate_pages(2) for the process, from its start to its end";
        List<MigrateCall> calls = calls(trial);
        if (calls.isEmpty()) {
            return new Precondition("no call that ended was traced", required, false);
        }
        long result = calls.get(calls.size() - 1).result().orElseThrow();
        return new Precondition(
                String.format(Locale.ROOT, "%.3f s, result %d", seconds(calls), result), required, result >= 0);
    }

    private static Precondition moved(RmapScaleRecord trial) {
        long wanted = (long) (MOST * trial.scale().pagesPerProcess());
        String required = String.format(Locale.ROOT, "at least %,d pages on the target node, more than before", wanted);
        if (trial.pagesBefore().isEmpty() || trial.pagesAfter().isEmpty()) {
            return unmeasured(required);
        }
        long arrived = trial.pagesAfter().get().getOrDefault(trial.targetNode(), 0L)
                - trial.pagesBefore().get().getOrDefault(trial.targetNode(), 0L);
        return new Precondition(String.format(Locale.ROOT, "%,d pages", arrived), required, arrived >= wanted);
    }

    private static Precondition watched(RmapScaleRecord trial, ReaderLog readers) {
        String required = "every process reads, before and after the trigger";
        List<MigrateCall> calls = calls(trial);
        List<Long> processes = trial.processes();
        if (calls.isEmpty() || processes.isEmpty()) {
            return unmeasured(required);
        }
        Span trigger = new Span(
                calls.get(0).startNs(), span(calls.get(calls.size() - 1)).endNs());
        long watched = processes.stream()
                .map(readers.watched()::get)
                .filter(span -> span != null && span.contains(trigger))
                .count();
        return new Precondition(
                watched + " of " + processes.size() + " processes did", required, watched == processes.size());
    }

    private static Precondition vmas(RmapScaleRecord trial, ReaderLog readers) {
        String required =
                trial.scale().vmas() + " VMAs in each of " + trial.scale().processes() + " processes";
        List<Long> counted =
                readers.vmas().values().stream().distinct().sorted().toList();
        return counted.isEmpty()
                ? unmeasured(required)
                : new Precondition(
                        counted.stream().map(String::valueOf).collect(Collectors.joining(" and ")) + " VMAs in "
                                + readers.vmas().size() + " processes",
                        required,
                        readers.vmas().size() == trial.scale().processes()
                                && counted.equals(List.of((long) trial.scale().vmas())));
    }

    private static Precondition unmeasured(String required) {
        return new Precondition("not measured", required, false);
    }

    /** In their order. Each but the last left pages behind, so it takes all of them to move what was moved. */
    private static List<MigrateCall> calls(RmapScaleRecord trial) {
        return trial.migrateCalls().stream()
                .filter(MigrateCall::isOver)
                .sorted(Comparator.comparing(MigrateCall::startNs))
                .toList();
    }

    private static double seconds(List<MigrateCall> calls) {
        return calls.stream().mapToDouble(MigrateCall::seconds).sum();
    }

    private static Span span(MigrateCall call) {
        return new Span(call.startNs(), call.endNs().orElseThrow());
    }
}
