package org.ksmlab.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.ksmlab.waiting.Deadline;

/**
 * The lab host for as long as one process works with it: the one that is up already, which stays up, or one of its own, which goes down
 * at the end. A host that has died is replaced. If the process is killed, the machine stays, for {@code ksmlab clean}.
 */
public final class LabSession implements AutoCloseable {
    /** With images to be built. */
    private static final Duration UP_BUDGET = Duration.ofMinutes(30);

    private final LabStarter starter;
    private final OptionalInt sshPort;
    private final LabFolder.Lease lease;
    private final Thread atExit = new Thread(this::downIfOwn, "lab host down");
    private Optional<LabHost> own = Optional.empty();
    private Optional<LabHost> found;

    private LabSession(LabFolder folder, LabStarter starter, OptionalInt sshPort) {
        this.starter = starter;
        this.sshPort = sshPort;
        this.lease = folder.lease();
        this.found = LabHost.running(folder);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Takes the lab host for this process; boots nothing yet.
     *
     * @throws LabInUseException if another process has it
     */
    public static LabSession open(Path cache, LabStarter starter, OptionalInt sshPort) {
        return new LabSession(LabFolder.in(cache), starter, sshPort);
    }

    /** A lab host that lives. */
    public synchronized LabHost ready() {
        Optional<LabHost> current = own.isPresent() ? own : found;
        if (current.isPresent() && current.get().death().isEmpty()) {
            return current.get();
        }
        current.ifPresent(LabHost::down);
        found = Optional.empty();
        LabHost fresh = starter.up(sshPort, Deadline.in(UP_BUDGET));
        own = Optional.of(fresh);
        return fresh;
    }

    private synchronized void downIfOwn() {
        own.ifPresent(LabHost::down);
        own = Optional.empty();
    }

    @Override
    public void close() {
        try {
            downIfOwn();
        } finally {
            lease.close();
            removeHook();
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook has nothing more to do.
        }
    }
}
