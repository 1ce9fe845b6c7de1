package org.ksmlab.trigger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.model.CpuSet;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * The real numad, as in the case study: it looks at the guests, decides to move one, and calls migrate_pages(2). It moves a guest that has
 * more than half a CPU and 300 MB resident, to the node with the most of free CPU times free memory: so the guests are crowded on CPUs of
 * their own node first, and the node's other CPU has something to do until numad has decided.
 *
 * @param cpu the host's CPU to run on, of the guests' node
 * @param guests the guests' QEMU processes
 * @param crowd the CPUs to crowd them on; an affinity only, which numad may change
 * @param onceChosen done as soon as numad has chosen a guest, while it moves the guest's pages
 */
public record Numad(Shell host, int cpu, Set<Long> guests, CpuSet crowd, Runnable onceChosen) implements Trigger {
    /** Its own, appended to. */
    private static final String LOG = "/var/log/numad.log";

    private static final String PID_FILE = "/run/numad.pid";

    /**
     * numad leaves a process alone for 300 s after it was placed, and takes "never" for the host's boot. In a time namespace that
     * is two hours ahead it acts at its first look, also on a host that has just booted.
     */
    private static final int SECONDS_AHEAD = 7200;

    /** From the first look at most these seconds between two looks, and no less. */
    private static final String INTERVAL = "5:10";

    /**
     * numad has khugepaged scan once a second, unless it is told 0. khugepaged would then wait to write the mmap_lock of the guest whose
     * pages are being moved, and all of that guest's CPUs behind it.
     */
    private static final int LEAVE_KHUGEPAGED_ALONE = 0;

    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration STOP_BUDGET = Duration.ofSeconds(30);

    @Override
    public String fire(MigrateWatch watch, Deadline deadline) {
        long said = host.read(LOG, deadline).orElse("").getBytes(StandardCharsets.UTF_8).length;
        for (long guest : guests) {
            host.run(Command.of("taskset", "--all-tasks", "--cpu-list", "--pid", crowd, guest), deadline)
                    .orThrow();
        }
        try {
            Running other = host.start(onOwnCpu("nice", "-n", "19", "sh", "-c", "while :; do :; done"), (b, n) -> {});
            try (other) {
                host.run(
                                onOwnCpu(
                                        "unshare",
                                        "--time",
                                        "--monotonic=" + SECONDS_AHEAD,
                                        "--fork",
                                        "numad",
                                        "-i",
                                        INTERVAL,
                                        "-H",
                                        LEAVE_KHUGEPAGED_ALONE,
                                        "-l",
                                        "7"),
                                deadline)
                        .orThrow();
                await(
                        "numad to choose a guest",
                        deadline,
                        () -> !watch.callsSoFar(guests).isEmpty());
            }
            onceChosen.run();
            await(
                    "numad to move a guest",
                    deadline,
                    () -> watch.callsSoFar(guests).stream().anyMatch(MigrateCall::isOver));
        } catch (WaitTimedOutException e) {
            // That it moved nothing is a fact about the trial, which its preconditions state.
        } finally {
            stop();
        }
        return host.run(Command.of("tail", "--bytes=+" + (said + 1), "--", LOG), deadline)
                .stdout();
    }

    private Command onOwnCpu(Object... words) {
        List<Object> argv = new ArrayList<>(List.of("taskset", "--cpu-list", cpu));
        argv.addAll(List.of(words));
        return Command.of(argv.toArray());
    }

    private static void await(String what, Deadline deadline, BooleanSupplier condition) {
        Await.until(what, deadline, POLL, condition);
    }

    /**
     * numad daemonizes; asking it to end would wait for the migration that it is in. It is found by its own file: to look for it among all
     * processes is to read the command lines of guests, and to wait for their mmap_lock.
     */
    private void stop() {
        host.run(
                Command.of("start-stop-daemon", "--stop", "--signal", "KILL", "--pidfile", PID_FILE, "--name", "numad"),
                Deadline.in(STOP_BUDGET));
    }
}
