package org.ksmlab.experiment;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.model.KeyValues;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.watch.Recording;

/** The processes with identical pages on the source node, which measure how long reads of a merged page take, on the host. */
final class Mergers implements AutoCloseable {
    /** Far above a read that nothing holds up, and below what a walk of 256 mappings takes on an emulated host. */
    private static final int THRESHOLD_US = 200;

    /** Before the trigger: what delays reads then, is not the trigger. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** Emulated hosts fill some 200 MiB a second. */
    private static final Duration FILL_BUDGET = Duration.ofMinutes(6);

    /** A reader that was held up by the trigger has to come back and say so. */
    private static final Duration RECOVERY_BUDGET = Duration.ofMinutes(1);

    /** They give back the memory that they have merged. */
    private static final Duration CLOSE_BUDGET = Duration.ofMinutes(1);

    private static final Duration POLL = Duration.ofMillis(200);

    private final List<Long> pids = new CopyOnWriteArrayList<>();
    private final Map<Long, Long> beats = new ConcurrentHashMap<>();
    private final Recording recording;

    private Mergers(Shell shell, Command command, Path log) {
        recording = Recording.start(shell, command, log, this::hear);
    }

    /**
     * Starts the processes, and returns when their memory is full.
     *
     * @param log what they say
     */
    static Mergers start(HostUnderTest host, Shell shell, RmapScale scale, Path log, Deadline whole) {
        Deadline deadline = whole.sooner(FILL_BUDGET);
        Mergers mergers = new Mergers(shell, command(host, scale), log);
        try {
            Await.until("the processes' memory to be filled", deadline, POLL, () -> {
                mergers.requireRunning();
                return mergers.pids.size() == scale.processes();
            });
            return mergers;
        } catch (RuntimeException e) {
            try {
                mergers.close();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static Command command(HostUnderTest host, RmapScale scale) {
        return Command.of(
                "taskset",
                "--cpu-list",
                host.guestCpus(),
                "numactl",
                "--membind=" + host.sourceNode(),
                host.program("mergers"),
                "--processes",
                scale.processes(),
                "--pages",
                scale.sharers(),
                "--vmas",
                scale.vmas(),
                "--threshold-us",
                THRESHOLD_US);
    }

    private void hear(String text) {
        KeyValues line = KeyValues.parse(text);
        if (line.word().equals("filled") && line.has("seconds")) {
            pids.add(line.number("pid"));
        } else if (line.word().equals("beat") && line.has("longest_us")) {
            beats.merge(line.number("pid"), 1L, Long::sum);
        }
    }

    /** In the order in which they were full. */
    List<Long> pids() {
        return List.copyOf(pids);
    }

    /** Makes sure that all processes are there. */
    void requireRunning() {
        recording.requireRunning();
    }

    /** Lets them read for a while before anything is triggered. */
    void readQuietly(Deadline deadline) {
        Deadline quiet = Deadline.in(QUIET);
        awaitBeats("a beat of each process", deadline);
        Await.until("quiet reads before the trigger", deadline, POLL, quiet::expired);
    }

    /** Waits until every process has said once more that it reads. */
    void awaitRecovery(Deadline deadline) {
        awaitBeats("all processes to read again", deadline.sooner(RECOVERY_BUDGET));
    }

    private void awaitBeats(String what, Deadline deadline) {
        Map<Long, Long> before = Map.copyOf(beats);
        Await.until(what, deadline, POLL, () -> {
            requireRunning();
            return pids.stream().allMatch(pid -> beats.getOrDefault(pid, 0L) > before.getOrDefault(pid, 0L));
        });
    }

    /** Ends them, and returns when they are gone: the kernel lets nobody change max_page_sharing while there are merged pages. */
    @Override
    public void close() {
        recording.close();
        Await.until("the end of the processes", Deadline.in(CLOSE_BUDGET), POLL, this::haveEnded);
    }

    private boolean haveEnded() {
        try {
            recording.requireRunning();
            return false;
        } catch (CommandFailedException | HostUnreachableException | UncheckedIOException e) {
            return true; // killed, as it should be, or gone with its connection
        }
    }
}
