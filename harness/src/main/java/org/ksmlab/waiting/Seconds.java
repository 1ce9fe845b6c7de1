package org.ksmlab.waiting;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them in messages. */
public final class Seconds {
    private Seconds() {}

    /** In seconds, to the millisecond. */
    public static double rounded(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** For instance {@code 12.3 s}. */
    public static String text(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
