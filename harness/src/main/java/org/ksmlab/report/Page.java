package org.ksmlab.report;

import java.util.List;
import java.util.Optional;

/**
 * What the page's templates show. Texts are as they are to be read, and still to be escaped; what is called a style is a class of the
 * style sheet; places and widths are percentages of a plot's width, with their sign.
 *
 * @param answers of the arms, one each: verdict and the sentence that supports it
 * @param seconds what the host's seconds are worth
 * @param dose how the stall grows with the dose; empty if the trials of each limit are all of one dose
 */
public record Page(
        String run,
        PageParts parts,
        Badge outcome,
        String sentence,
        List<Answer> answers,
        Seconds seconds,
        Table arms,
        List<Strip> strips,
        Optional<Dose> dose,
        List<Trial> trials,
        List<Fact> environment,
        Optional<String> command) {

    public record Badge(String text, String style) {}

    public record Answer(String arm, Badge verdict, String reason) {}

    public record Seconds(String title, String text) {}

    /** Dose and response, with a sentence for each curve. */
    public record Dose(List<String> sentences, SweepPage.Plot plot) {}

    public record Fact(String name, String value) {}

    /** Cells of a row are one for each heading. */
    public record Table(List<String> headings, List<Row> rows) {
        public record Row(String name, List<String> cells) {}
    }

    /** A place on an axis; {@code x} is in percent, as SVG has it. */
    public record Tick(String x, String text) {
        /** SVG's text-anchor: what is at an end of the axis is cut there otherwise. */
        public String anchor() {
            return x.equals(Figures.percent(0)) ? "start" : x.equals(Figures.percent(100)) ? "end" : "middle";
        }
    }

    /**
     * Values of all trials on one axis, a row an arm.
     *
     * @param limit a value that matters, such as a threshold
     */
    public record Strip(String title, List<Values> rows, List<Tick> ticks, Optional<Tick> limit) {
        public record Values(String name, List<Dot> dots) {}

        public record Dot(String x, String style, String title) {}
    }

    /**
     * A trial's section.
     *
     * @param open whether it is unfolded at first
     * @param unreadable files that could not be read, and why
     */
    public record Trial(
            String id,
            String title,
            Badge verdict,
            String reason,
            boolean open,
            List<String> unreadable,
            Optional<Timeline> timeline,
            Optional<Flame> flame,
            Optional<Culprit> culprit,
            List<Victim> victims,
            List<Report> reports,
            List<Precondition> preconditions,
            List<Tunable> tunables,
            List<Fact> phases) {}

    /**
     * Lanes over one axis of time.
     *
     * @param trigger the time in which migrate_pages(2) ran
     */
    public record Timeline(String zero, List<Tick> ticks, Optional<Span> trigger, List<Machine> machines) {
        public record Span(String x, String width) {}

        public record Machine(String name, List<Curve> curves, List<Lane> lanes) {}

        /**
         * One or more values over time.
         *
         * @param top the largest of them, as text
         */
        public record Curve(String name, String top, List<Line> lines) {}

        /**
         * One of them.
         *
         * @param points of an SVG polyline in a box of 1000 by 100
         */
        public record Line(String name, String style, String points) {}

        /**
         * Bars in one row or two, and marks.
         *
         * @param summary what the lane shows, for who cannot see it
         */
        public record Lane(String name, String summary, int rows, List<Bar> bars, List<Mark> marks) {}

        /**
         * A time in which something lasted.
         *
         * @param row 0 or 1
         */
        public record Bar(String x, String width, int row, String style, String title) {}

        public record Mark(String x, String title) {}
    }

    /**
     * A profile as a flame graph.
     *
     * @param rows how many frames the highest stack has, the root included
     */
    public record Flame(String title, int rows, List<Frame> frames) {
        /**
         * A function above its caller.
         *
         * @param row from the top, 0
         * @param labelled whether there is room for its name
         */
        public record Frame(
                String name, String style, String x, String width, int row, boolean labelled, String title) {}
    }

    /** Innermost frame first. */
    public record Stack(String share, List<Call> calls) {
        public record Call(String function, String style) {}
    }

    public record Culprit(String sentence, List<Stack> stacks) {}

    public record Victim(String task, String machine, String seconds, String reason, Stack stack) {}

    /** What a kernel reported. */
    public record Report(String machine, String when, String kind, String title, String text) {}

    /** A tunable of the host, that was restored after the trial. */
    public record Tunable(String path, String before, String during) {}

    public record Precondition(String name, String measured, String required, boolean met) {}
}
