package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** A logarithmic axis between two powers of ten. */
record LogAxis(int fromPower, int toPower) {
    /** An axis of few powers has ticks between them, too. */
    private static final int FEW = 2;

    private static final int[] BETWEEN = {2, 5};

    LogAxis {
        if (fromPower >= toPower) {
            throw new IllegalArgumentException("axis: 1e" + fromPower + " to 1e" + toPower);
        }
    }

    /** The shortest one that has room for all values from one to another, both positive. */
    static LogAxis around(double least, double most) {
        int from = (int) Math.floor(Math.log10(least));
        return new LogAxis(from, Math.max(from + 1, (int) Math.ceil(Math.log10(most))));
    }

    /** Where a value is, in percent; what is beyond an end is at the end. */
    double at(double value) {
        double power = value <= 0 ? fromPower : Math.log10(value);
        return 100 * (Math.max(fromPower, Math.min(toPower, power)) - fromPower) / (toPower - fromPower);
    }

    double least() {
        return Math.pow(10, fromPower);
    }

    /** A value and what it is called. */
    record Tick(double value, String text) {}

    List<Tick> ticks(DoubleFunction<String> text) {
        List<Tick> ticks = new ArrayList<>();
        for (int power = fromPower; power <= toPower; power++) {
            double value = Math.pow(10, power);
            ticks.add(new Tick(value, text.apply(value)));
            if (toPower - fromPower <= FEW && power < toPower) {
                for (int times : BETWEEN) {
                    ticks.add(new Tick(times * value, text.apply(times * value)));
                }
            }
        }
        return ticks;
    }
}
