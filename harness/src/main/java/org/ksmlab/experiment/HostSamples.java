package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.model.HostState;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.watch.Recording;

/** What KSM and the NUMA nodes of a host are at, once a second, kept in a file as it comes. */
final class HostSamples implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Recording recording;
    private volatile Optional<HostState> latest = Optional.empty();

    private HostSamples(HostUnderTest host, Shell shell, Path log) {
        Command command = Command.of("taskset", "--cpu-list", host.housekeepingCpu(), host.program("host-state"));
        recording = Recording.start(shell, command, log, line -> latest = Optional.of(HostState.parse(line)));
    }

    static HostSamples start(HostUnderTest host, Shell shell, Path log) {
        return new HostSamples(host, shell, log);
    }

    /** The latest; waits for the first. */
    HostState latest(Deadline deadline) {
        return Await.value("a look at the host", deadline, POLL, () -> {
            recording.requireRunning();
            return latest;
        });
    }

    @Override
    public void close() {
        recording.close();
    }
}
