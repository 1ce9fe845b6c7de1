package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.ksmlab.compare.DoseCurve;
import org.ksmlab.report.SweepPage.Plot;
import org.ksmlab.statistics.DosePoint;

/** Draws dose and response, on two logarithmic axes: the points of each curve, its line, and what is expected beyond them. */
final class DosePlot {
    private static final int HEIGHT = 300;

    /** Of a line that is straight, but not where both axes are logarithmic. */
    private static final int LINE_POINTS = 60;

    /** The style sheet has colours for as many curves; more begin again. */
    private static final int COLOURS = 4;

    /** A curve and the points that it was drawn through. */
    record Dots(DoseCurve curve, List<DosePoint> points) {}

    /**
     * @param caption what is plotted over what
     * @param doses what a dose is of, as in "10,000 sharers"
     * @param shortest responses of less were not told apart from none, in seconds
     * @param none what to say of those
     */
    record Words(String caption, String doses, double shortest, String none) {}

    private final Words words;
    private final List<Dots> curves;
    private final LogAxis across;
    private final LogAxis up;

    private DosePlot(Words words, List<Dots> curves, LogAxis across, LogAxis up) {
        this.words = words;
        this.curves = curves;
        this.across = across;
        this.up = up;
    }

    /**
     * Draws curves.
     *
     * @return empty if no curve has a point
     */
    static Optional<Plot> of(Words words, List<Dots> curves) {
        List<DosePoint> points =
                curves.stream().flatMap(curve -> curve.points().stream()).toList();
        if (points.isEmpty()) {
            return Optional.empty();
        }
        List<DoseCurve.Prediction> predictions = curves.stream()
                .flatMap(curve -> curve.curve().prediction().stream())
                .toList();
        LogAxis across = around(
                1, // no dose is less
                points.stream().mapToDouble(DosePoint::sharers),
                predictions.stream().mapToDouble(DoseCurve.Prediction::dose));
        LogAxis up = around(
                words.shortest(),
                points.stream().mapToDouble(DosePoint::seconds),
                predictions.stream()
                        .mapToDouble(prediction -> prediction.interval().high()));
        return Optional.of(new DosePlot(words, curves, across, up).drawn());
    }

    private static LogAxis around(double least, DoubleStream some, DoubleStream others) {
        double[] values = DoubleStream.concat(some, others)
                .map(value -> Math.max(least, value))
                .sorted()
                .toArray();
        return LogAxis.around(values[0], values[values.length - 1]);
    }

    private Plot drawn() {
        List<Plot.Series> series = new ArrayList<>();
        for (Dots curve : curves) {
            series.add(series(curve, "line-" + (series.size() % COLOURS + 1)));
        }
        return new Plot(
                words.caption(),
                HEIGHT,
                across.ticks(value -> Figures.count(Math.round(value))).stream()
                        .map(tick -> new Page.Tick(x(tick.value()), tick.text()))
                        .toList(),
                up.ticks(Figures::preciseSeconds).stream()
                        .map(tick -> new Plot.TickUp(y(tick.value()), tick.text()))
                        .toList(),
                series);
    }

    private Plot.Series series(Dots dots, String style) {
        DoseCurve curve = dots.curve();
        double least =
                dots.points().stream().mapToDouble(DosePoint::sharers).min().orElse(1);
        double most =
                dots.points().stream().mapToDouble(DosePoint::sharers).max().orElse(1);
        double predicted =
                curve.prediction().map(prediction -> (double) prediction.dose()).orElse(most);
        String name = HostileText.line(curve.arm());
        return new Plot.Series(
                name,
                style,
                dots.points().stream().map(point -> point(name, point)).toList(),
                curve.line().map(line -> polyline(line, least, most)).orElse(""),
                curve.line()
                        .filter(line -> predicted > most)
                        .map(line -> polyline(line, most, predicted))
                        .orElse(""),
                curve.prediction().map(this::range));
    }

    private Plot.Point point(String name, DosePoint point) {
        String text = point.seconds() < words.shortest() ? words.none() : Figures.preciseSeconds(point.seconds());
        return new Plot.Point(
                x(point.sharers()), y(point.seconds()), name + ", " + doseText(point.sharers()) + ": " + text);
    }

    private Plot.Range range(DoseCurve.Prediction prediction) {
        return new Plot.Range(
                x((double) prediction.dose()),
                y(prediction.seconds()),
                y(prediction.interval().high()),
                y(prediction.interval().low()),
                doseText((double) prediction.dose()) + ": " + Figures.preciseSeconds(prediction.seconds())
                        + " expected, "
                        + Figures.preciseSeconds(prediction.interval().low()) + " to "
                        + Figures.preciseSeconds(prediction.interval().high()));
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

    private String doseText(double dose) {
        return Figures.count(Math.round(dose)) + " " + words.doses();
    }

    private String x(double dose) {
        return Figures.percent(across.at(dose));
    }

    private int y(double seconds) {
        return (int) Math.round(HEIGHT * (1 - up.at(seconds) / 100));
    }
}
