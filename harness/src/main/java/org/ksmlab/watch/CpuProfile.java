package org.ksmlab.watch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * Where the kernel spends its time on one CPU: perf, with the software clock, which needs no PMU. A task that runs has no stack in /proc
 * that another could read, so the culprit of a long walk is seen here, and its victims by the program {@code stacks}.
 */
public final class CpuProfile implements AutoCloseable {
    /** Enough to tell shares of a walk of seconds; odd, so as not to beat with the tick. */
    private static final int HERTZ = 23;

    /** perf takes three times as long to read all symbols, half of which are of data. */
    private static final String SYMBOLS_OF_CODE = "grep --ignore-case ' [tw] ' /proc/kallsyms";

    private static final Duration STOP_BUDGET = Duration.ofSeconds(20);

    private final Shell host;
    private final Running perf;
    private final String data;
    private final long pid;

    private CpuProfile(Shell host, Running perf, String data, long pid) {
        this.host = host;
        this.perf = perf;
        this.data = data;
        this.pid = pid;
    }

    /**
     * Starts perf.
     *
     * @param data the file on the host that perf records to
     */
    public static CpuProfile start(Shell host, int cpu, String data, Deadline deadline) {
        CompletableFuture<Long> pid = new CompletableFuture<>();
        BoundedOutput first = new BoundedOutput(64);
        // Not a child of perf's: it would end with that one.
        Command record = Command.of(
                "sh",
                "-c",
                "(" + SYMBOLS_OF_CODE
                        + " >\"$3.kallsyms\" &); echo $$; exec perf record --quiet --no-buildid --no-buildid-cache --event=cpu-clock --freq=\"$1\" -g --cpu=\"$2\" --output=\"$3\"",
                "perf",
                HERTZ,
                cpu,
                data);
        Running perf = host.start(record, (buffer, length) -> {
            first.write(buffer, length);
            if (first.text().endsWith("\n")) {
                pid.complete(Long.parseLong(
                        first.text().lines().findFirst().orElse("").strip()));
            }
        });
        try {
            return new CpuProfile(host, perf, data, Await.result("perf to start", deadline, pid));
        } catch (RuntimeException e) {
            perf.close();
            throw e;
        }
    }

    /**
     * Makes sure that it still goes on.
     *
     * @throws CommandFailedException if perf has ended
     * @throws org.ksmlab.command.HostUnreachableException if the connection to the host broke
     */
    public void requireRunning() {
        if (!perf.isAlive()) {
            throw new CommandFailedException(perf.await(Deadline.in(Duration.ZERO)));
        }
    }

    /** Stops, and writes what was seen as the text of {@code perf script}: for each sample its task, time and frames. */
    public void finish(Path path, Deadline deadline) {
        host.run(Command.of("kill", "-INT", pid), deadline);
        perf.await(deadline.sooner(STOP_BUDGET));
        Command script = Command.of(
                "perf",
                "script",
                "--no-inline",
                "--fields=comm,tid,time,ip,sym",
                "--kallsyms=" + data + ".kallsyms",
                "--input=" + data);
        try (Recording text = Recording.start(host, script, path, line -> {})) {
            text.await(deadline);
        }
    }

    /** Ends perf if {@link #finish} did not. */
    @Override
    public void close() {
        perf.close();
    }
}
