package org.ksmlab.trigger;

import java.time.Duration;
import java.util.Set;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.model.CpuSet;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * The real numad, as in the case study: it looks at the guests, decides to move one, and calls migrate_pages(2). It moves a guest that has
 * more than half a CPU and 300 MB resident, to a node with CPUs to spare: so the guests are crowded on their node's CPUs first.
 *
 * @param cpu the host's CPU to run on
 * @param guests the guests' QEMU processes
 * @param crowd the CPUs to crowd them on; an affinity only, which numad may change
 */
public record Numad(Shell host, int cpu, Set<Long> guests, CpuSet crowd) implements Trigger {
    /** Its own, appended to. */
    public static final String LOG = "/var/log/numad.log";

    /**
     * numad leaves a process alone for 300 s after it was placed, and takes "never" for the host's boot. In a time namespace that
     * is two hours ahead it acts at its first look, also on a host that has just booted.
     */
    private static final int SECONDS_AHEAD = 7200;

    /** From the first look at most these seconds between two looks, and no less. */
    private static final String INTERVAL = "5:10";

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STOP_BUDGET = Duration.ofSeconds(30);

    @Override
    public void fire(MigrateWatch watch, Deadline deadline) {
        for (long guest : guests) {
            host.run(Command.of("taskset", "--all-tasks", "--cpu-list", "--pid", crowd, guest), deadline)
                    .orThrow();
        }
        host.run(
                        Command.of(
                                "unshare",
                                "--time",
                                "--monotonic=" + SECONDS_AHEAD,
                                "--fork",
                                "taskset",
                                "--cpu-list",
                                cpu,
                                "numad",
                                "-i",
                                INTERVAL,
                                "-l",
                                "7"),
                        deadline)
                .orThrow();
        try {
            Await.until(
                    "numad to move a guest",
                    deadline,
                    POLL,
                    () -> watch.calls(deadline).stream().anyMatch(MigrateCall::isOver));
        } catch (WaitTimedOutException e) {
            // That it moved nothing is a fact about the trial, which its preconditions state.
        } finally {
            stop();
        }
    }

    /** numad daemonizes; asking it to end would wait for the migration that it is in. */
    private void stop() {
        host.run(Command.of("pkill", "--signal", "KILL", "--exact", "numad"), Deadline.in(STOP_BUDGET));
    }
}
