package org.ksmlab.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A time in which a CPU did not let a thread of the highest priority run, seen from inside.
 *
 * @param startNs CLOCK_MONOTONIC of the machine it was seen on, in nanoseconds
 */
public record Stall(int cpu, long startNs, long endNs) {
    public Stall {
        if (endNs < startNs) {
            throw new IllegalArgumentException("stall: " + startNs + " to " + endNs);
        }
    }

    public double seconds() {
        return (endNs - startNs) / 1e9;
    }

    /**
     * The stalls in what the program {@code stall-meter} printed. Those while it printed are left out: its reader may have been the
     * cause. A line that was cut is left out too.
     */
    public static List<Stall> parse(String output) {
        List<Stall> stalls = new ArrayList<>();
        for (String text : output.lines().toList()) {
            KeyValues line = KeyValues.parse(text);
            if (line.word().equals("stall")
                    && line.has("in")
                    && !"print".equals(line.values().get("in"))) {
                stalls.add(new Stall((int) line.number("cpu"), line.number("start_ns"), line.number("end_ns")));
            }
        }
        return List.copyOf(stalls);
    }
}
