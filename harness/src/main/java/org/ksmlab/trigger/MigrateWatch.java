package org.ksmlab.trigger;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.waiting.Deadline;

/**
 * Has the host's kernel trace every migrate_pages(2), whoever calls it: entry, exit, result, in a tracefs instance of our own. So the
 * trigger's start and end are the kernel's word, for numad as for our own program.
 */
public final class MigrateWatch implements AutoCloseable {
    /** An instance of our own leaves everybody else's tracing alone; see "Instances" in Documentation/trace/ftrace.rst. */
    public static final String INSTANCE = "/sys/kernel/tracing/instances/ksmlab";

    private static final Duration CLOSE_BUDGET = Duration.ofSeconds(30);

    private final Shell host;
    private final Set<Long> guests;

    private MigrateWatch(Shell host, Set<Long> guests) {
        this.host = host;
        this.guests = Set.copyOf(guests);
    }

    /**
     * Starts to trace.
     *
     * @param guests the QEMU processes whose migrations count
     * @throws org.ksmlab.command.CommandFailedException if the kernel has no such events (CONFIG_FTRACE_SYSCALLS)
     */
    public static MigrateWatch start(Shell host, Set<Long> guests, Deadline deadline) {
        host.run(Command.of("mkdir", "-p", INSTANCE), deadline).orThrow();
        MigrateWatch watch = new MigrateWatch(host, guests);
        try {
            host.write(INSTANCE + "/trace_clock", "mono", deadline);
            host.write(INSTANCE + "/events/syscalls/sys_enter_migrate_pages/enable", "1", deadline);
            host.write(INSTANCE + "/events/syscalls/sys_exit_migrate_pages/enable", "1", deadline);
        } catch (RuntimeException e) {
            try {
                watch.close();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return watch;
    }

    /** The trace as the kernel prints it. */
    public String trace(Deadline deadline) {
        return host.read(INSTANCE + "/trace", deadline).orElse("");
    }

    /** The calls for our guests so far. */
    public List<MigrateCall> calls(Deadline deadline) {
        return MigrateCall.parse(trace(deadline)).stream()
                .filter(call -> guests.contains(call.target()))
                .toList();
    }

    @Override
    public void close() {
        Deadline deadline = Deadline.in(CLOSE_BUDGET);
        host.run(Command.of("rmdir", INSTANCE), deadline).orThrow();
    }
}
