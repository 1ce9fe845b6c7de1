package org.ksmlab.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ksmlab.compare.DoseCurve;
import org.ksmlab.compare.Sweep;
import org.ksmlab.experiment.RmapScaleResult;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.experiment.SweepPlan.Axis;
import org.ksmlab.report.SweepPage.Plot;
import org.ksmlab.statistics.DosePoint;

/** A sweep's page, with the plot of dose and response. */
final class SweepHtml {
    /** Reads that took less were not told apart from none; see {@link Point}. */
    private static final double SHORTEST_STALL = 0.0002;

    private SweepHtml() {}

    static String of(StoredSweep stored) {
        return PageParts.render("sweep.jte", page(stored));
    }

    private static SweepPage page(StoredSweep stored) {
        Sweep sweep = stored.sweep();
        List<String> command = Summary.command(stored.invocation());
        return new SweepPage(
                HostileText.line(stored.name()),
                PageParts.ours(),
                new Page.Badge(Summary.words(sweep.outcome()), PageParts.style(sweep.outcome())),
                SweepTable.sentences(sweep).stream().map(HostileText::line).toList(),
                new Page.Seconds(
                        stored.emulated().contains(true) ? "Emulated seconds" : "Seconds",
                        Summary.seconds(stored.emulated())),
                plot(sweep),
                SweepTable.trials(sweep).map(SweepHtml::trial).toList(),
                stored.environment(),
                command.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", command)));
    }

    // --- the plot ---------------------------------------------------------------------------------------------------

    private static Optional<Plot> plot(Sweep sweep) {
        boolean ofSharers = sweep.plan().axis() == Axis.SHARERS;
        DosePlot.Words words = new DosePlot.Words(
                "Longest read of a merged page while it is migrated, over "
                        + (ofSharers ? "the sharers of the page" : "the VMAs of its anon_vma"),
                ofSharers ? "sharers" : "VMAs",
                SHORTEST_STALL,
                "no read took " + Figures.preciseSeconds(SHORTEST_STALL));
        return DosePlot.of(
                words,
                sweep.curves().stream()
                        .map(curve -> new DosePlot.Dots(curve, points(sweep, curve)))
                        .toList());
    }

    private static List<DosePoint> points(Sweep sweep, DoseCurve curve) {
        return sweep.trials().stream()
                .filter(trial -> trial.maxPageSharing() == curve.maxPageSharing())
                .flatMap(trial -> trial.point().stream()
                        .map(point -> new DosePoint(
                                sweep.plan().axis() == Axis.SHARERS ? (double) point.sharers() : trial.vmas(),
                                point.longestStallSeconds())))
                .toList();
    }

    // --- the table --------------------------------------------------------------------------------------------------

    private static SweepPage.Trial trial(Sweep.Trial trial) {
        return new SweepPage.Trial(
                HostileText.line(trial.arm()),
                Figures.count(trial.point().map(Point::sharers).orElse(trial.wanted())),
                Figures.count(trial.vmas()),
                cell(trial, point -> Figures.count(point.longestNode())),
                new Page.Badge(
                        trial.outcome().name(),
                        trial.outcome() == RmapScaleResult.Outcome.MEASURED ? "clean" : "unknown"),
                cell(trial, point -> Figures.preciseSeconds(point.mergeSeconds())),
                cell(trial, point -> Figures.preciseSeconds(point.triggerSeconds())),
                cell(trial, point -> Figures.preciseSeconds(point.longestStallSeconds())));
    }

    private static String cell(Sweep.Trial trial, Function<Point, String> text) {
        return trial.point().map(text).orElse("-");
    }
}
