package org.ksmlab.trigger;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * Has the host's kernel trace every migrate_pages(2), whoever calls it: entry, exit, result, in a tracefs instance of our own. So the
 * trigger's start and end are the kernel's word, for numad as for our own program.
 */
public final class MigrateWatch implements AutoCloseable {
    /** An instance of our own leaves everybody else's tracing alone; see "Instances" in Documentation/trace/ftrace.rst. */
    public static final String INSTANCE = "/sys/kernel/tracing/instances/ksmlab";

    private static final String START = """
            set -e
            mkdir -p "$1"
            cd "$1"
            echo mono >trace_clock
            echo 1 >events/syscalls/sys_enter_migrate_pages/enable
            echo 1 >events/syscalls/sys_exit_migrate_pages/enable
            echo tracing
            exec cat trace_pipe
            """;

    /** A line of ours in the trace: what was traced before it has arrived when it has. */
    private static final String MARK = "ksmlab: so far";

    private static final int TRACE_BYTES = 256 << 10;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOSE_BUDGET = Duration.ofSeconds(30);

    private final Shell host;
    private final BoundedOutput trace = new BoundedOutput(TRACE_BYTES);
    private final Running reader;
    private boolean closed;

    private MigrateWatch(Shell host) {
        this.host = host;
        reader = host.start(Command.of("sh", "-c", START, "migrate-watch", INSTANCE), trace::write);
    }

    /** Starts to trace; {@link #awaitStart} says when it does. */
    public static MigrateWatch start(Shell host) {
        return new MigrateWatch(host);
    }

    /**
     * Waits until the kernel traces.
     *
     * @throws CommandFailedException if it has no such events (CONFIG_FTRACE_SYSCALLS)
     */
    public void awaitStart(Deadline deadline) {
        await("the kernel to trace", "tracing\n", deadline);
    }

    private void await(String what, String text, Deadline deadline) {
        Await.until(what, deadline, POLL, () -> {
            if (!reader.isAlive()) {
                throw new CommandFailedException(reader.await(deadline));
            }
            return trace.text().contains(text);
        });
    }

    /** The calls for these processes that have been heard of; those that began or ended just now may not yet have been. */
    public List<MigrateCall> callsSoFar(Set<Long> targets) {
        return MigrateCall.parse(trace.text()).stream()
                .filter(call -> targets.contains(call.target()))
                .toList();
    }

    /** Stops to trace, and returns all calls for these processes until now. */
    public List<MigrateCall> end(Set<Long> targets, Deadline deadline) {
        host.write(INSTANCE + "/trace_marker", MARK + "\n", deadline);
        await("the kernel's trace", MARK, deadline);
        close();
        return callsSoFar(targets);
    }

    /** Stops to trace; does nothing once that is done. One that was interrupted is done again. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        Deadline deadline = Deadline.in(CLOSE_BUDGET);
        reader.close();
        Await.until("the end of the trace", deadline, POLL, () -> !reader.isAlive());
        host.run(Command.of("rmdir", INSTANCE), deadline).orThrow();
        closed = true;
    }
}
