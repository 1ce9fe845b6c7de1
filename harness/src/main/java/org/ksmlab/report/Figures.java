package org.ksmlab.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Numbers as reports write them. */
final class Figures {
    private Figures() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f s", value);
    }

    /** Of a hundred, fine enough to place something on a wide screen. */
    static String percent(double value) {
        return String.format(Locale.ROOT, "%.3f%%", value);
    }

    /** As "4.13 s" or "18.8 ms": three digits tell what there is to tell. */
    static String preciseSeconds(double value) {
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

    /** Of a whole, for people. */
    static String share(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f%%", whole == 0 ? 0 : 100.0 * part / whole);
    }

    /** One value as it is, several by their median and range. */
    static String spread(List<Double> values, DoubleFunction<String> format) {
        List<Double> sorted = values.stream().sorted().toList();
        return switch (sorted.size()) {
            case 0 -> "-";
            case 1 -> format.apply(sorted.get(0));
            default ->
                format.apply(median(sorted)) + " (" + format.apply(sorted.get(0)) + " to "
                        + format.apply(sorted.get(sorted.size() - 1)) + ")";
        };
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
