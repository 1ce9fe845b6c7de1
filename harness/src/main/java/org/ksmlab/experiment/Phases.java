package org.ksmlab.experiment;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ksmlab.waiting.Seconds;

/** Measures what a trial spends its time on, and says what it is at. */
final class Phases {
    private final String label;
    private final Progress progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private String current = "";
    private long startNanos;

    /** @param label of the trial, for progress */
    Phases(String label, Progress progress) {
        this.label = label;
        this.progress = progress;
    }

    void begin(String phase, String what) {
        end();
        current = phase;
        startNanos = System.nanoTime();
        progress.phase(label + ": " + what);
    }

    /** Says more of the phase that goes on. */
    void detail(String text) {
        progress.detail(label + ": " + text);
    }

    void end() {
        if (!current.isEmpty()) {
            took(current, Duration.ofNanos(System.nanoTime() - startNanos));
            current = "";
        }
    }

    /** Adds a phase that somebody else measured. */
    void took(String phase, Duration time) {
        seconds.merge(phase, Seconds.rounded(time), Double::sum);
    }

    Map<String, Double> seconds() {
        return new LinkedHashMap<>(seconds);
    }
}
