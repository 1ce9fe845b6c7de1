package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An axis from one value to a larger one, over the width of a plot. */
record Axis(double from, double to) {
    /** More would run into each other on a narrow screen. */
    private static final int MOST_TICKS = 6;

    Axis {
        if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new IllegalArgumentException("axis: " + from + " to " + to);
        }
    }

    /** From nothing to a little more than the largest value. */
    static Axis upTo(double largest) {
        return new Axis(0, largest <= 0 ? 1 : largest * 1.05);
    }

    /** Where a value is, in percent; what is beyond an end is at the end. */
    double at(double value) {
        return 100 * (Math.max(from, Math.min(to, value)) - from) / (to - from);
    }

    String place(double value) {
        return Figures.percent(at(value));
    }

    /** What lies between two values; never too narrow to be seen. */
    String width(double start, double end) {
        return Figures.percent(Math.max(0.15, at(end) - at(start)));
    }

    List<Page.Tick> ticks() {
        double step = step();
        List<Page.Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step); i * step <= to; i++) {
            double value = i * step;
            String text = step < 1 ? String.format(Locale.ROOT, "%.1f", value) : String.valueOf(Math.round(value));
            ticks.add(new Page.Tick(place(value), text));
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten. */
    private double step() {
        double least = (to - from) / MOST_TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int times : new int[] {1, 2, 5}) {
            if (times * power >= least) {
                return times * power;
            }
        }
        return 10 * power;
    }
}
