package org.ksmlab.report;

import java.util.List;
import java.util.Optional;

/**
 * What a sweep's template shows; otherwise as {@link Page}.
 *
 * @param sentences what the points say, and what is missing
 * @param plot empty if no trial gave a point
 */
public record SweepPage(
        String run,
        PageParts parts,
        Page.Badge outcome,
        List<String> sentences,
        Page.Seconds seconds,
        Optional<Plot> plot,
        List<Trial> trials,
        List<Page.Fact> environment,
        Optional<String> command) {

    /**
     * Dose and response, both logarithmic.
     *
     * @param caption what is plotted over what
     * @param height in pixels; so are all places up and down, from the top
     */
    public record Plot(String caption, int height, List<Page.Tick> across, List<TickUp> up, List<Series> series) {
        public record TickUp(int y, String text) {}

        /**
         * An arm.
         *
         * @param line through its doses, points of an SVG polyline in a box of 1000 by 100; empty if there is none
         * @param beyond likewise from its largest dose on
         */
        public record Series(
                String name,
                String style,
                List<Point> points,
                String line,
                String beyond,
                Optional<Range> prediction) {}

        public record Point(String x, int y, String title) {}

        /** One more trial of a dose is expected at {@code y}, from {@code high} to {@code low}. */
        public record Range(String x, int y, int high, int low, String title) {}
    }

    /** A row of the table; what was not measured is a dash. */
    public record Trial(
            String arm,
            String sharers,
            String vmas,
            String longestNode,
            Page.Badge outcome,
            String merge,
            String trigger,
            String stall) {}
}
