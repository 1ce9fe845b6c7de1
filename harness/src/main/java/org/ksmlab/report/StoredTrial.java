package org.ksmlab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.model.HostState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.watch.PerfSamples;
import org.ksmlab.watch.Wait;
import org.ksmlab.watch.WaitLog;

/**
 * A trial, as its folder has it. A trial that failed early has few files: what is not there is empty.
 *
 * @param number within its arm, from 1, retries included
 * @param host what KSM and the nodes were at, in the order of time
 * @param unreadable what is wrong with files that are there, a line each
 */
record StoredTrial(
        int number,
        TrialResult result,
        Optional<Evidence> evidence,
        List<HostState> host,
        PerfSamples profile,
        List<String> unreadable) {

    static StoredTrial read(Path folder, int number, TrialResult result) {
        List<String> unreadable = new ArrayList<>();
        Optional<Evidence> evidence = Optional.empty();
        if (Files.exists(folder.resolve(Evidence.TRIAL))) {
            try {
                evidence = Optional.of(Evidence.read(folder));
            } catch (UncheckedIOException | IllegalArgumentException e) {
                unreadable.add(HostileText.line(String.valueOf(e.getMessage())));
            }
        }
        return new StoredTrial(
                number,
                result,
                evidence,
                read(folder.resolve(Evidence.HOST_LOG), StoredTrial::states, List.of(), unreadable),
                read(folder.resolve(Evidence.PROFILE), PerfSamples::parse, PerfSamples.EMPTY, unreadable),
                unreadable);
    }

    private static <T> T read(Path file, Function<List<String>, T> parser, T none, List<String> unreadable) {
        if (!Files.exists(file)) {
            return none;
        }
        try {
            // A file that was cut may end within a character, and a name in it may be any bytes.
            return parser.apply(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException | IllegalArgumentException e) {
            unreadable.add(HostileText.line(file.getFileName() + ": " + e.getMessage()));
            return none;
        }
    }

    /** The last line may have been cut, when the host died. */
    private static List<HostState> states(List<String> lines) {
        List<HostState> states = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                states.add(HostState.parse(lines.get(i)));
            } catch (IllegalArgumentException e) {
                if (i < lines.size() - 1) {
                    throw e;
                }
            }
        }
        return states;
    }

    Optional<TrialRecord> record() {
        return evidence.map(Evidence::trial);
    }

    /** The longest migrate_pages(2) that ended: the one that guests had to wait for. */
    Optional<MigrateCall> trigger() {
        return record().stream()
                .flatMap(trial -> trial.migrateCalls().stream())
                .filter(MigrateCall::isOver)
                .max(Comparator.comparingDouble(MigrateCall::seconds));
    }

    /** Where the host's tasks waited, as long as somebody looked. */
    List<Wait> waits() {
        return evidence.map(Evidence::waits).map(WaitLog::intervals).orElse(List.of());
    }

    /** The same while the trigger went on. */
    List<Wait> waitsDuringTrigger() {
        return evidence.map(Evidence::waitsDuringTrigger)
                .map(WaitLog::intervals)
                .orElse(List.of());
    }

    /** What the trial changed on its host, to be read. */
    List<Page.Tunable> tunables() {
        return record().stream()
                .flatMap(trial -> trial.tunables().stream())
                .map(one -> new Page.Tunable(
                        HostileText.line(one.path()), HostileText.line(one.before()), HostileText.line(one.during())))
                .toList();
    }

    /** The guest whose QEMU has that process; {@code host} if none has. */
    String machineOf(long pid) {
        return record().stream()
                .flatMap(trial -> trial.guests().stream())
                .filter(guest -> guest.pid() == pid)
                .map(guest -> HostileText.line(guest.name()))
                .findFirst()
                .orElse("host");
    }
}
