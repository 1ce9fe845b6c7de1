package org.ksmlab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandLog;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * Commands on a host over SSH, with {@code LC_ALL=C} so that their output can be parsed. A command that is closed, or whose connection
 * breaks, is killed with its descendants. The host needs sshd or dropbear, a POSIX shell, /proc, and {@code setsid} and {@code dd} of
 * coreutils and util-linux or of busybox; no sftp.
 *
 * <p>A shell does not connect again: once its connection is lost, every command says that the host is unreachable.
 */
public final class SshShell implements Shell {
    private final SshTarget target;
    private final @Nullable SshConnection jump;
    private final CommandLog log;

    /** What the first connection was given; any further one gets as much. */
    private final Duration connectBudget;

    /** The first one is the shell's life; further ones are made when the sessions of all are taken. */
    private final List<SshConnection> connections = new CopyOnWriteArrayList<>();

    private final Object connecting = new Object();
    private volatile boolean closed;

    private SshShell(SshTarget target, @Nullable SshConnection jump, CommandLog log, Deadline deadline) {
        this.target = target;
        this.jump = jump;
        this.log = log;
        connectBudget = deadline.remaining();
        connections.add(SshConnection.open(target, jump, deadline));
    }

    /**
     * Connects and logs in.
     *
     * @throws HostUnreachableException if the host does not answer by the deadline, is another one than expected, or refuses the key
     */
    public static SshShell connect(SshTarget target, Deadline deadline) {
        return connect(target, CommandLog.NONE, deadline);
    }

    /**
     * Connects and logs in.
     *
     * @param log is told of the commands of this shell, and of those that connect through it
     * @throws HostUnreachableException as {@link #connect(SshTarget, Deadline)}
     */
    public static SshShell connect(SshTarget target, CommandLog log, Deadline deadline) {
        return new SshShell(target, null, log, deadline);
    }

    /**
     * Connects to a host that only another one can reach, through a connection of that one, which has to outlive it.
     *
     * @throws HostUnreachableException as {@link #connect(SshTarget, Deadline)}
     */
    public static SshShell connectThrough(SshShell jump, SshTarget target, Deadline deadline) {
        return new SshShell(target, jump.first(), jump.log, deadline);
    }

    @Override
    public String name() {
        return target.name();
    }

    CommandLog log() {
        return log;
    }

    private SshConnection first() {
        return connections.get(0);
    }

    /** A connection of which the caller has one session, to be given back; made if need be. */
    SshConnection takeSession() {
        return freeSession().orElseGet(this::connectOnceMore);
    }

    private Optional<SshConnection> freeSession() {
        if (closed || !first().isAlive()) {
            throw new HostUnreachableException(name(), new IOException("the connection is lost"));
        }
        return connections.stream().filter(SshConnection::tryTakeSession).findFirst();
    }

    private SshConnection connectOnceMore() {
        synchronized (connecting) {
            return freeSession().orElseGet(() -> {
                SshConnection fresh = SshConnection.open(target, jump, Deadline.in(connectBudget));
                fresh.tryTakeSession();
                connections.add(fresh);
                if (closed) { // while we connected
                    fresh.close();
                }
                return fresh;
            });
        }
    }

    @Override
    public Running start(Command command, OutputSink sink) {
        return SshRunning.start(this, command, Stdin.of(command.stdin()), sink);
    }

    @Override
    public void upload(Path local, String remote, int mode, Deadline deadline) {
        if ((mode & ~0777) != 0) {
            throw new IllegalArgumentException("mode: 0" + Integer.toOctalString(mode));
        }
        String script = "umask 077; part=$1.part.$$; cat >\"$part\" && chmod \"$2\" \"$part\" && mv -f \"$part\" \"$1\""
                + " || { rm -f \"$part\"; exit 1; }";
        Command command = Command.of("sh", "-c", script, "upload", remote, Integer.toOctalString(mode));
        try (InputStream bytes = Files.newInputStream(local);
                Running running = SshRunning.start(this, command, new Stdin(Files.size(local), bytes), (b, n) -> {})) {
            running.await(deadline).orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(local + " to " + name() + ":" + remote, e);
        }
    }

    @Override
    public Optional<String> read(String path, Deadline deadline) {
        CommandResult result = run(Command.of("cat", "--", path), deadline);
        // How coreutils and busybox say ENOENT, with LC_ALL=C.
        if (!result.ok() && result.stderr().strip().endsWith(": No such file or directory")) {
            return Optional.empty();
        }
        return Optional.of(result.orThrow().stdout());
    }

    /** Kills what still runs, by closing the connections; not the jump's. */
    @Override
    public void close() {
        closed = true;
        connections.forEach(SshConnection::close);
    }
}
