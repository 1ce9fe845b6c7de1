package org.ksmlab.experiment;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.Shell;
import org.ksmlab.console.Classifier;
import org.ksmlab.console.ConsoleRecord;
import org.ksmlab.console.KmsgFollower;
import org.ksmlab.console.NetconsoleReceiver;
import org.ksmlab.console.SerialLog;
import org.ksmlab.console.Timeline;
import org.ksmlab.local.LocalShell;
import org.ksmlab.model.Finding;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;

/**
 * All that the host's and the guests' kernels say in a trial: raw, as it came, in a file a channel; in one timeline; and what is a
 * report of something wrong, at once to whoever watches.
 */
final class Consoles implements AutoCloseable {
    /** What a guest of ours says on its serial port once it can be logged in to, and if it never will. */
    private static final String READY = "ksmlab-guest: ready";

    private static final String GAVE_UP = "ksmlab-guest: failed";

    /** The name of the host among its guests. */
    static final String HOST = "host";

    private static final String SERIAL = " serial";
    private static final String KMSG = " kmsg";
    private static final String NETCONSOLE = " netconsole";

    /** No kernel here is up sooner. */
    private static final Duration BOOT = Duration.ofSeconds(3);

    /** A host that does not answer may keep each of them for half of it. */
    private static final Duration STOP_BUDGET = Duration.ofMinutes(1);

    private final Path folder;
    private final Progress progress;
    private final Timeline timeline;
    private final Map<String, AtomicInteger> ready = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> gaveUp = new ConcurrentHashMap<>();
    private final Map<String, Classifier> classifiers = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private Consoles(Path folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
        this.timeline = Timeline.start(folder.resolve("timeline.jsonl"), this::classify);
    }

    /** Empty files in the trial's folder; nothing is followed yet. */
    static Consoles in(Path folder, Progress progress) {
        return new Consoles(folder, progress);
    }

    static Path serialLogOf(Path folder, String guest) {
        return folder.resolve("console-" + guest + ".log");
    }

    /** Follows a guest's serial log on the host, which may not be there yet. */
    synchronized void followSerial(String guest, Supplier<? extends Shell> host, String path) {
        ready.put(guest, new AtomicInteger());
        gaveUp.put(guest, new AtomicInteger());
        open.add(SerialLog.start(serial(guest), host, path, serialLogOf(folder, guest), record -> {
            count(record, READY, ready.get(guest));
            count(record, GAVE_UP, gaveUp.get(guest));
            timeline.accept(record);
        }));
    }

    /** Follows what the host says on its serial console from now on, if that is a file here. {@link HostConsole} keeps it. */
    synchronized void followHostSerial(HostUnderTest host) {
        HostConsole now = HostConsole.from(host);
        now.console()
                .ifPresent(file -> open.add(
                        SerialLog.follow(serial(HOST), LocalShell::new, file.toString(), now.offset(), timeline)));
    }

    /** Hears what the host's kernel sends by netconsole, if it sends here. */
    synchronized void hearNetconsole(HostUnderTest host) {
        host.netconsole().ifPresent(route -> {
            try {
                open.add(NetconsoleReceiver.start(
                        route.to(),
                        Map.of(route.from(), HOST + NETCONSOLE),
                        folder.resolve("netconsole-" + HOST + ".log"),
                        timeline));
            } catch (UncheckedIOException e) {
                // The other channels tell the same, as long as the host can.
                progress.event("cannot hear " + host.target().name() + "'s " + e.getMessage());
            }
        });
    }

    /** Follows the kernel log of the host or of a guest. */
    synchronized void followKmsg(String machine, Supplier<? extends Shell> shells) {
        open.add(KmsgFollower.start(kmsg(machine), shells, folder.resolve("kmsg-" + machine + ".log"), timeline));
    }

    /** How often a guest has said that it is ready: once each time it has booted. */
    int timesReady(String guest) {
        return counted(ready, guest);
    }

    /** How often a guest has said that it will never be ready. */
    int timesGivenUp(String guest) {
        return counted(gaveUp, guest);
    }

    private static int counted(Map<String, AtomicInteger> counters, String guest) {
        AtomicInteger counter = counters.get(guest);
        return counter == null ? 0 : counter.get();
    }

    private static void count(ConsoleRecord record, String text, @Nullable AtomicInteger counter) {
        if (counter != null && record.text().startsWith(text)) {
            counter.incrementAndGet();
        }
    }

    private static String serial(String machine) {
        return machine + SERIAL;
    }

    private static String kmsg(String machine) {
        return machine + KMSG;
    }

    /** Each machine is a console by itself, whoever tells what it said first. What a kernel said while it booted is not about the trial. */
    private void classify(ConsoleRecord record) {
        if (record.kernelTime().filter(time -> time.compareTo(BOOT) < 0).isPresent()) {
            return;
        }
        Classifier classifier =
                classifiers.computeIfAbsent(record.machine(), machine -> new Classifier(new Announcer(machine)));
        byte[] text = asPrinted(record).getBytes(StandardCharsets.UTF_8);
        classifier.accept(text, text.length);
    }

    /** As a console has it: with the time that a record of the kernel's log has apart. */
    private static String asPrinted(ConsoleRecord record) {
        String prefix = record.sequence().isEmpty()
                ? ""
                : record.kernelTime()
                        .map(time ->
                                String.format(Locale.ROOT, "[%5d.%06d] ", time.toSeconds(), time.toNanosPart() / 1000))
                        .orElse("");
        return record.text().lines().map(line -> prefix + line + "\n").collect(Collectors.joining());
    }

    private final class Announcer implements Classifier.Listener {
        private final String machine;

        Announcer(String machine) {
            this.machine = machine;
        }

        @Override
        public void opened(Finding finding) {
            String text = finding.report().isEmpty()
                    ? finding.title()
                    : finding.report().get(0);
            progress.event(machine + ": " + text);
        }

        @Override
        public void completed(Finding finding) {
            // Its first line was announced; the rest is in the files.
        }
    }

    /** Follows nothing any more. Whoever is about to end the guests calls it first, so that nobody tries to find them again. */
    synchronized void stop() {
        List<Exception> failures = new CopyOnWriteArrayList<>();
        List<Runnable> ends = new ArrayList<>();
        open.forEach(console -> ends.add(() -> {
            try {
                console.close();
            } catch (Exception e) {
                failures.add(e);
            }
        }));
        open.clear();
        SideBySide.run("the end of the consoles", Deadline.in(STOP_BUDGET), ends);
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0));
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            timeline.close();
        }
    }
}
