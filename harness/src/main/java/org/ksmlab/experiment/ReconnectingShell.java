package org.ksmlab.experiment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.ksmlab.command.Command;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * Shells for a follower that connects anew whenever its connection breaks: at first the one that there is, which is not the follower's to
 * close, because a login takes an emulated host a second; later ones of its own.
 */
final class ReconnectingShell implements Supplier<Shell> {
    private final Shell first;
    private final Supplier<? extends Shell> later;
    private final AtomicBoolean used = new AtomicBoolean();

    ReconnectingShell(Shell first, Supplier<? extends Shell> later) {
        this.first = first;
        this.later = later;
    }

    @Override
    public Shell get() {
        return used.compareAndSet(false, true) ? new Borrowed(first) : later.get();
    }

    private record Borrowed(Shell shell) implements Shell {
        @Override
        public String name() {
            return shell.name();
        }

        @Override
        public Running start(Command command, OutputSink sink) {
            return shell.start(command, sink);
        }

        @Override
        public void upload(Path local, String remote, int mode, Deadline deadline) {
            shell.upload(local, remote, mode, deadline);
        }

        @Override
        public Optional<String> read(String path, Deadline deadline) {
            return shell.read(path, deadline);
        }

        @Override
        public void close() {
            // Its owner closes it.
        }
    }
}
