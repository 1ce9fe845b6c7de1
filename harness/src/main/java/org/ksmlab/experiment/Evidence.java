package org.ksmlab.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.console.Classifier;
import org.ksmlab.experiment.TrialRecord.GuestClock;
import org.ksmlab.model.Finding;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Stall;
import org.ksmlab.watch.PerfSamples;
import org.ksmlab.watch.Profile;
import org.ksmlab.watch.WaitLog;

/**
 * What is on disk of a trial, read but not judged.
 *
 * @param meters what each guest's stall meter saw; a guest without a file is absent
 * @param findings of each guest's serial log; a guest without one is absent
 * @param hostFindings of the host's console
 * @param waits where the host's tasks waited during the trigger, and shortly before and after it
 * @param profile where the thread of the longest migrate_pages(2) was meanwhile; empty if there was no profile or no call
 */
public record Evidence(
        TrialRecord trial,
        Map<String, Meter> meters,
        Map<String, List<Finding>> findings,
        List<Finding> hostFindings,
        WaitLog waits,
        Optional<Profile> profile) {
    /** The trial's measurements, in its folder. */
    public static final String TRIAL = "trial.json";

    /** What the host said while the trial ran, in its folder. */
    public static final String HOST_CONSOLE = "console-host.log";

    /** What KSM and the nodes were at, a line each second, in its folder. */
    public static final String HOST_LOG = "host.log";

    /** Where the host's tasks waited during the trigger, in its folder. */
    public static final String STACKS = "stacks.log";

    /** Where the CPU that migrates spent its time, in its folder. */
    public static final String PROFILE = "perf.txt";

    /** What the trigger said of itself, in its folder. */
    static final String TRIGGER_LOG = "trigger.log";

    /** What migrate_pages(2) does, in mm/mempolicy.c. */
    private static final String DO_MIGRATE_PAGES = "do_migrate_pages";

    /**
     * What a guest's stall meter saw.
     *
     * @param stalls on the guest's CLOCK_MONOTONIC
     * @param lastBeatNs by CPU: when the meter there last said that it runs, on the same clock
     */
    public record Meter(List<Stall> stalls, Map<Integer, Long> firstBeatNs, Map<Integer, Long> lastBeatNs) {}

    /** Where the host's tasks waited while the longest migrate_pages(2) ran; nothing if none ran to its end. */
    public WaitLog waitsDuringTrigger() {
        return Hangs.trigger(trial)
                .map(call -> waits.between(call.startNs(), call.endNs().orElseThrow()))
                .orElse(WaitLog.EMPTY);
    }

    static void keep(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /**
     * Reads a trial's folder.
     *
     * @throws UncheckedIOException if a file cannot be read or trial.json is not one of this version
     */
    public static Evidence read(Path folder) {
        TrialRecord trial = TrialRecord.read(folder.resolve(TRIAL));
        Map<String, Meter> meters = new LinkedHashMap<>();
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        try {
            for (GuestClock guest : trial.guests()) {
                Path stalls = Watchdogs.stallsOf(folder, guest.name());
                if (Files.exists(stalls)) {
                    meters.put(guest.name(), MeterLog.parse(text(stalls)));
                }
                Path console = Consoles.serialLogOf(folder, guest.name());
                if (Files.exists(console)) {
                    findings.put(guest.name(), classify(console));
                }
            }
            Path host = folder.resolve(HOST_CONSOLE);
            Path stacks = folder.resolve(STACKS);
            Path perf = folder.resolve(PROFILE);
            Optional<MigrateCall> trigger = Hangs.trigger(trial);
            return new Evidence(
                    trial,
                    meters,
                    findings,
                    Files.exists(host) ? classify(host) : List.of(),
                    Files.exists(stacks) ? WaitLog.read(stacks) : WaitLog.EMPTY,
                    trigger.isPresent() && Files.exists(perf)
                            ? Optional.of(Profile.of(
                                    PerfSamples.parse(text(perf).lines().toList()),
                                    trigger.get().caller(),
                                    DO_MIGRATE_PAGES))
                            : Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    /** With malformed bytes replaced: a guest may have written anything. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static List<Finding> classify(Path console) throws IOException {
        try (InputStream text = Files.newInputStream(console)) {
            return Classifier.classify(text);
        }
    }
}
