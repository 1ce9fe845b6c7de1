package org.ksmlab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;
import org.ksmlab.ssh.LoopbackSshd;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * How long after a report's first line has reached a machine it is shown to whoever watches: lines are appended to a serial log, which is
 * followed as in a trial, here and over SSH. With the argument {@code kmsg} also to this machine's own kernel log, where they stay.
 */
public final class LiveLatency {
    private static final int REPORTS = 500;
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Pattern NUMBER = Pattern.compile("\\[latency:(\\d+)\\]");

    private final AtomicLongArray shownNanos = new AtomicLongArray(REPORTS);

    private LiveLatency() {}

    public static void main(String[] args) throws IOException {
        new LiveLatency().measureSerial("serial log, here", LocalShell::new);
        try (LoopbackSshd sshd = LoopbackSshd.start()) {
            new LiveLatency().measureSerial("serial log, over SSH", sshd::connect);
        }
        if (Arrays.asList(args).contains("kmsg")) {
            new LiveLatency().measureKmsg();
        }
    }

    private void measureSerial(String what, Supplier<? extends Shell> shells) throws IOException {
        Path folder = Files.createTempDirectory("ksmlab-latency");
        Path serial = Files.createFile(folder.resolve("serial.log"));
        try (Consoles consoles = Consoles.in(folder, new Watcher())) {
            consoles.followSerial("guest-1", shells, serial.toString());
            measure(what, serial, "[  100.000000] ");
        }
    }

    private void measureKmsg() throws IOException {
        Path folder = Files.createTempDirectory("ksmlab-latency");
        try (Consoles consoles = Consoles.in(folder, new Watcher())) {
            consoles.followKmsg(Consoles.HOST, LocalShell::new);
            measure("kernel log, here", Path.of("/dev/kmsg"), "<4>");
        }
    }

    private void measure(String what, Path file, String prefix) throws IOException {
        // The first one waits for the follower to be there, and does not count.
        report(file, prefix, 0);
        Await.until("the first report", Deadline.in(Duration.ofSeconds(30)), () -> shownNanos.get(0) != 0);
        long[] writtenNanos = new long[REPORTS];
        for (int i = 1; i < REPORTS; i++) {
            LockSupport.parkNanos(INTERVAL.toNanos());
            writtenNanos[i] = System.nanoTime();
            report(file, prefix, i);
        }
        Await.until("the last report", Deadline.in(Duration.ofSeconds(30)), () -> shownNanos.get(REPORTS - 1) != 0);
        double[] millis = IntStream.range(1, REPORTS)
                .mapToDouble(i -> (shownNanos.get(i) - writtenNanos[i]) / 1e6)
                .sorted()
                .toArray();
        System.out.printf(
                "%-20s  %d reports: p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                what,
                millis.length,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1]);
    }

    private static void report(Path file, String prefix, int number) throws IOException {
        String line = prefix + "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [latency:" + number + "]\n";
        Files.writeString(file, line, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private final class Watcher implements Progress {
        @Override
        public void phase(String what) {}

        @Override
        public void detail(String what) {}

        @Override
        public void event(String what) {
            Matcher number = NUMBER.matcher(what);
            if (number.find()) {
                shownNanos.set(Integer.parseInt(number.group(1)), System.nanoTime());
            }
        }
    }
}
