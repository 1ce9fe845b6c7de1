package org.ksmlab.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ksmlab.compare.DoseCurve;
import org.ksmlab.compare.Sweep;
import org.ksmlab.experiment.RmapScaleResult;
import org.ksmlab.experiment.RmapScaleResult.Point;
import org.ksmlab.experiment.SweepPlan.Axis;
import org.ksmlab.report.SweepPage.Plot;

/** A sweep's page, with the plot of dose and response. */
final class SweepHtml {
    private static final int HEIGHT = 300;

    /** Reads that took less were not told apart from none; see {@link Point}. */
    private static final double SHORTEST_STALL = 0.0002;

    /** Of a line that is straight, but not where both axes are logarithmic. */
    private static final int LINE_POINTS = 60;

    /** The style sheet has colours for as many arms; more begin again. */
    private static final int COLOURS = 4;

    private final Sweep sweep;
    private final LogAxis across;
    private final LogAxis up;

    private SweepHtml(Sweep sweep, LogAxis across, LogAxis up) {
        this.sweep = sweep;
        this.across = across;
        this.up = up;
    }

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
        List<Point> points =
                sweep.trials().stream().flatMap(trial -> trial.point().stream()).toList();
        if (points.isEmpty()) {
            return Optional.empty();
        }
        double[] doses = DoubleStream.concat(
                        sweep.trials().stream()
                                .filter(trial -> trial.point().isPresent())
                                .mapToDouble(trial -> dose(sweep, trial)),
                        DoubleStream.of((double) sweep.predict()))
                .sorted()
                .toArray();
        double[] stalls = Stream.concat(
                        points.stream().map(Point::longestStallSeconds),
                        sweep.curves().stream()
                                .flatMap(curve -> curve.prediction().stream())
                                .map(prediction -> prediction.interval().high()))
                .mapToDouble(seconds -> Math.max(SHORTEST_STALL, seconds))
                .sorted()
                .toArray();
        LogAxis across = LogAxis.around(doses[0], doses[doses.length - 1]);
        LogAxis up = LogAxis.around(stalls[0], stalls[stalls.length - 1]);
        return Optional.of(new SweepHtml(sweep, across, up).drawn());
    }

    private Plot drawn() {
        List<Plot.Series> series = new ArrayList<>();
        for (DoseCurve curve : sweep.curves()) {
            series.add(series(curve, "line-" + (series.size() % COLOURS + 1)));
        }
        return new Plot(
                sweep.plan().axis() == Axis.SHARERS ? "the sharers of the page" : "the VMAs of its anon_vma",
                HEIGHT,
                across.ticks(value -> Figures.count(Math.round(value))).stream()
                        .map(tick -> new Page.Tick(x(tick.value()), tick.text()))
                        .toList(),
                up.ticks(SweepHtml::seconds).stream()
                        .map(tick -> new Plot.TickUp(y(tick.value()), tick.text()))
                        .toList(),
                series);
    }

    private Plot.Series series(DoseCurve curve, String style) {
        List<Sweep.Trial> points = sweep.trials().stream()
                .filter(trial -> trial.maxPageSharing() == curve.maxPageSharing())
                .filter(trial -> trial.point().isPresent())
                .toList();
        double least =
                points.stream().mapToDouble(trial -> dose(sweep, trial)).min().orElse(1);
        double most =
                points.stream().mapToDouble(trial -> dose(sweep, trial)).max().orElse(1);
        String name = HostileText.line(curve.arm());
        return new Plot.Series(
                name,
                style,
                points.stream()
                        .flatMap(trial -> trial.point().stream()
                                .map(point -> point(name, dose(sweep, trial), point.longestStallSeconds())))
                        .toList(),
                curve.line().map(line -> polyline(line, least, most)).orElse(""),
                curve.line()
                        .filter(line -> sweep.predict() > most)
                        .map(line -> polyline(line, most, (double) sweep.predict()))
                        .orElse(""),
                curve.prediction().map(this::range));
    }

    /** Of a trial with a point. */
    private static double dose(Sweep sweep, Sweep.Trial trial) {
        return sweep.plan().axis() == Axis.SHARERS
                ? (double) trial.point().map(Point::sharers).orElse(trial.wanted())
                : trial.vmas();
    }

    private String doseText(double dose) {
        return Figures.count(Math.round(dose)) + (sweep.plan().axis() == Axis.SHARERS ? " sharers" : " VMAs");
    }

    private Plot.Point point(String arm, double dose, double stall) {
        String text = stall < SHORTEST_STALL ? "no read took " + seconds(SHORTEST_STALL) : seconds(stall);
        return new Plot.Point(x(dose), y(stall), arm + ", " + doseText(dose) + ": " + text);
    }

    private Plot.Range range(DoseCurve.Prediction prediction) {
        return new Plot.Range(
                x((double) prediction.dose()),
                y(prediction.seconds()),
                y(prediction.interval().high()),
                y(prediction.interval().low()),
                doseText((double) prediction.dose()) + ": " + seconds(prediction.seconds()) + " expected, "
                        + seconds(prediction.interval().low()) + " to "
                        + seconds(prediction.interval().high()));
    }

    private String polyline(DoseCurve.Line line, double from, double to) {
        List<String> points = new ArrayList<>();
        for (int i = 0; i <= LINE_POINTS; i++) {
            double dose = from * Math.pow(to / from, (double) i / LINE_POINTS);
            double seconds = line.intercept() + line.slope() * dose;
            if (seconds >= up.least()) { // else it is below the plot
                points.add(String.format(Locale.ROOT, "%.2f,%.2f", 10 * across.at(dose), 100 - up.at(seconds)));
            }
        }
        return String.join(" ", points);
    }

    private String x(double dose) {
        return Figures.percent(across.at(dose));
    }

    private int y(double seconds) {
        return (int) Math.round(HEIGHT * (1 - up.at(seconds) / 100));
    }

    /** Three digits tell what there is to tell. */
    private static String seconds(double value) {
        if (Math.abs(value) < 1e-9) {
            return "0 s";
        }
        boolean small = Math.abs(value) < 1;
        String digits = new BigDecimal(small ? value * 1000 : value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
        return digits + (small ? " ms" : " s");
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
                cell(trial, point -> seconds(point.mergeSeconds())),
                cell(trial, point -> seconds(point.triggerSeconds())),
                cell(trial, point -> seconds(point.longestStallSeconds())));
    }

    private static String cell(Sweep.Trial trial, Function<Point, String> text) {
        return trial.point().map(text).orElse("-");
    }
}
