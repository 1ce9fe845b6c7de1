package org.ksmlab.experiment;

import java.util.Map;
import java.util.TreeMap;
import org.ksmlab.experiment.Evidence.Meter;
import org.ksmlab.model.KeyValues;
import org.ksmlab.model.Stall;

/** What the program {@code stall-meter} printed. */
final class MeterLog {
    private MeterLog() {}

    static Meter parse(String output) {
        Map<Integer, Long> first = new TreeMap<>();
        Map<Integer, Long> last = new TreeMap<>();
        output.lines()
                .map(KeyValues::parse)
                .filter(line -> line.word().equals("beat") && line.has("cpu") && line.has("now_ns"))
                .forEach(beat -> {
                    int cpu = (int) beat.number("cpu");
                    first.merge(cpu, beat.number("now_ns"), Math::min);
                    last.merge(cpu, beat.number("now_ns"), Math::max);
                });
        return new Meter(Stall.parse(output), first, last);
    }
}
