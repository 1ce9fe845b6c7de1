package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.model.HostState;
import org.ksmlab.model.KeyValues;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;
import org.ksmlab.waiting.WaitTimedOutException;
import org.ksmlab.watch.CpuProfile;
import org.ksmlab.watch.Recording;

/**
 * All that watches a trial beside the consoles: stall meters in the guests, KSM and NUMA of the host once a second, and during the
 * trigger where the host's tasks wait and its kernel spends its time. What they see goes to files in the trial's folder, as it comes.
 */
final class Watchdogs implements AutoCloseable {
    /** Gaps shorter than this are noise where three guests share two emulated CPUs. */
    private static final int STALL_THRESHOLD_MS = 100;

    private static final int STACK_INTERVAL_MS = 100;

    /** A guest that was stalled by the trigger has to come back and say so. */
    private static final Duration RECOVERY_BUDGET = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(200);

    private final HostUnderTest host;
    private final Shell shell;
    private final Guests guests;
    private final Path folder;
    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    private final List<Recording> endless = new CopyOnWriteArrayList<>();
    private final Map<String, Long> beatsByMeter = new ConcurrentHashMap<>();
    private volatile Optional<HostState> latest = Optional.empty();
    private Optional<CpuProfile> profile = Optional.empty();
    private Optional<Recording> stacks = Optional.empty();
    private CompletableFuture<Boolean> collected = CompletableFuture.completedFuture(true);
    private CompletableFuture<List<String>> kernelThreads = new CompletableFuture<>();

    /** @param guests need not have been started yet */
    Watchdogs(HostUnderTest host, Shell shell, Guests guests, Path folder) {
        this.host = host;
        this.shell = shell;
        this.guests = guests;
        this.folder = folder;
    }

    static Path stallsOf(Path folder, String guest) {
        return folder.resolve("stalls-" + guest + ".log");
    }

    /** Begins to watch the host and the guests, which have started. */
    void start(Deadline deadline) {
        // Needed later, and the host takes a while to say.
        kernelThreads = SideBySide.start(
                "the kernel's threads",
                () -> shell.run(Command.of("pgrep", "--exact", "ksmd|khugepaged"), deadline)
                        .stdout()
                        .lines()
                        .toList());
        record(
                shell,
                housekeeping(host, host.program("host-state")),
                folder.resolve(Evidence.HOST_LOG),
                line -> latest = Optional.of(HostState.parse(line)));
        for (Guest guest : guests.all()) {
            Command meter = Command.of("stall-meter", "--threshold-ms", STALL_THRESHOLD_MS, "--fifo", "--beat");
            record(guest.shell(), meter, stallsOf(folder, guest.name()), line -> count(guest.name(), line));
        }
    }

    private static Command housekeeping(HostUnderTest host, Object... words) {
        List<Object> pinned = new ArrayList<>(List.of("taskset", "--cpu-list", host.housekeepingCpu()));
        pinned.addAll(List.of(words));
        return Command.of(pinned.toArray());
    }

    private Recording record(Shell where, Command command, Path path, Consumer<String> lines) {
        Recording recording = Recording.start(where, command, path, lines);
        open.push(recording);
        endless.add(recording);
        return recording;
    }

    private void count(String guest, String text) {
        KeyValues line = KeyValues.parse(text);
        if (line.word().equals("beat") && line.has("cpu")) {
            beatsByMeter.merge(guest + "/" + line.values().get("cpu"), 1L, Long::sum);
        }
    }

    /** What the host was at when it was last looked at; empty before the first look. */
    Optional<HostState> hostState() {
        return latest;
    }

    /** Makes sure that all watch. */
    void requireRunning() {
        endless.forEach(Recording::requireRunning);
    }

    /** Watches the guests for that long, before anything is triggered: what stalls them then, is not the trigger. */
    void watchQuietly(Duration time, Deadline deadline) {
        Deadline quiet = Deadline.in(time);
        Await.until("a look at the guests before the trigger", deadline, POLL, () -> {
            guests.requireAlive();
            requireRunning();
            return quiet.expired();
        });
    }

    /** Looks more closely from now on: where the kernel spends its time, and where tasks wait. */
    void lookClosely(Deadline deadline) {
        profile = Optional.of(CpuProfile.start(shell, host.housekeepingCpu(), host.files() + "/perf.data", deadline));
        profile.ifPresent(open::push);
        List<Object> sampler = new ArrayList<>(List.of(host.program("stacks"), "--interval-ms", STACK_INTERVAL_MS));
        List<String> pids = new ArrayList<>(Await.result("the kernel's threads", deadline, kernelThreads));
        guests.pids().forEach(pid -> pids.add(String.valueOf(pid)));
        for (String pid : pids) {
            sampler.addAll(List.of("--pid", pid));
        }
        this.stacks = Optional.of(
                record(shell, housekeeping(host, sampler.toArray()), folder.resolve(Evidence.STACKS), line -> {}));
    }

    /** Makes sure that all have watched until now. The closer look ends; what it saw is {@linkplain #collect collected} meanwhile. */
    void triggerEnded(Deadline deadline) {
        requireRunning();
        profile.ifPresent(CpuProfile::requireRunning);
        stacks.ifPresent(recording -> {
            endless.remove(recording);
            recording.close();
        });
        collected = SideBySide.start("the profile", () -> {
            profile.ifPresent(perf -> perf.finish(folder.resolve(Evidence.PROFILE), deadline));
            return true;
        });
    }

    /** Waits until every CPU of every guest runs again. */
    void awaitRecovery(Deadline whole) {
        Deadline deadline = whole.sooner(RECOVERY_BUDGET);
        Map<String, Long> before = Map.copyOf(beatsByMeter);
        try {
            Await.until("every CPU of every guest to run again", deadline, POLL, () -> {
                guests.requireAlive();
                requireRunning();
                return before.entrySet().stream()
                        .allMatch(meter -> beatsByMeter.getOrDefault(meter.getKey(), 0L) > meter.getValue());
            });
        } catch (WaitTimedOutException e) {
            // It was not watched to the end: the judge will see that from the files.
        }
    }

    /** Waits until all that was seen is in files. */
    void collect(Deadline deadline) {
        boolean unused = Await.result("the profile", deadline, collected);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
