package org.ksmlab.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * One command on a leash, and the threads that serve it. All talk with the host is on these threads, so that {@link #await} keeps to
 * its deadline and {@link #close} never hangs, whatever the host does.
 */
final class SshRunning implements Running {
    /** What a shell reports for a command that signal 9 ended. */
    private static final int KILLED = 128 + 9;

    private static final int CHUNK = 32 << 10;

    private final SshShell shell;
    private final Command command;
    private final Stdin stdin;
    private final OutputSink sink;
    private final BoundedOutput stderr = new BoundedOutput(Shell.STDERR_LIMIT);
    private final CompletableFuture<CommandResult> end = new CompletableFuture<>();
    private final AtomicBoolean letGo = new AtomicBoolean();
    private final long startNanos = System.nanoTime();
    private volatile Session.@Nullable Command remote;
    private volatile @Nullable Exception failure;

    private SshRunning(SshShell shell, Command command, Stdin stdin, OutputSink sink) {
        this.shell = shell;
        this.command = command;
        this.stdin = stdin;
        this.sink = sink;
    }

    static SshRunning start(SshShell shell, Command command, Stdin stdin, OutputSink sink) {
        SshRunning running = new SshRunning(shell, command, stdin, sink);
        running.logEnd();
        Threads.start(running.threadName("stdout"), running::runToTheEnd);
        return running;
    }

    private void logEnd() {
        Instant start = Instant.now();
        var unused = end.whenComplete((result, broken) -> shell.log()
                .ended(
                        shell.name(),
                        command,
                        start,
                        Duration.ofNanos(System.nanoTime() - startNanos),
                        result == null ? OptionalInt.empty() : OptionalInt.of(result.exit())));
    }

    private String threadName(String job) {
        return "command " + command.argv().get(0) + " " + job;
    }

    @Override
    public boolean isAlive() {
        return !end.isDone();
    }

    @Override
    public CommandResult await(Deadline deadline) {
        return Await.result("the end of: " + command.quoted(), deadline, end);
    }

    /** Returns at once. A host that does not answer kills the command when it is back, or sees the connection broken. */
    @Override
    public void close() {
        if (isAlive() && !letGo.getAndSet(true)) {
            Threads.start(threadName("kill"), this::letGoOfTheLeash);
        }
    }

    private void letGoOfTheLeash() {
        Session.Command running = remote;
        if (running != null) {
            try {
                running.getOutputStream().close();
            } catch (IOException e) {
                // The channel is closed or broken, which lets go too.
            }
        }
    }

    private void runToTheEnd() {
        try {
            SshConnection connection = shell.takeSession();
            try (Session session = connection.openSession()) {
                runIn(session);
            } finally {
                connection.giveSessionBack();
            }
        } catch (IOException e) {
            end.completeExceptionally(new HostUnreachableException(shell.name(), e));
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    private void runIn(Session session) throws IOException {
        Session.Command running = session.exec(Leash.on(command, stdin.length()).quoted());
        remote = running;
        if (letGo.get()) {
            letGoOfTheLeash();
        }
        // Both outputs share one window: each has to be drained, or the other stalls.
        CompletableFuture<Void> stderrEnd = CompletableFuture.runAsync(
                () -> drain(running.getErrorStream(), stderr::write),
                drainer -> Threads.start(threadName("stderr"), drainer));
        if (stdin.length() > 0) {
            Threads.start(threadName("stdin"), () -> feed(running));
        }
        drain(running.getInputStream(), this::toSink);
        running.join();
        stderrEnd.join();
        complete(running);
    }

    private void complete(Session.Command running) throws IOException {
        Exception cause = failure;
        if (cause instanceof IOException e) {
            end.completeExceptionally(new UncheckedIOException(command.quoted() + ": its input or output", e));
        } else if (cause != null) {
            end.completeExceptionally(cause);
        } else {
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            end.complete(new CommandResult(command, exit(running), "", stderr.text(), took));
        }
    }

    private int exit(Session.Command running) throws IOException {
        Integer status = running.getExitStatus();
        if (status != null) {
            return status;
        }
        if (running.getExitSignal() != null) { // somebody killed the leash itself
            return KILLED;
        }
        throw new EOFException("the connection broke");
    }

    /** Reads to the end of the stream, or to the end of the connection, which {@link Session#join} then reports. */
    private static void drain(InputStream in, OutputSink to) {
        byte[] buffer = new byte[CHUNK];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                to.accept(buffer, n);
            }
        } catch (IOException e) {
            // The connection broke.
        }
    }

    /** A sink that fails ends the command, whose further output is dropped. */
    private void toSink(byte[] buffer, int length) {
        if (failure != null) {
            return;
        }
        try {
            sink.accept(buffer, length);
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Exception e) {
        failure = e;
        close();
    }

    /** Sends the input. A command that ends before it has read all of it is none the worse. */
    private void feed(Session.Command running) {
        OutputStream out = new PatientOutput(command.argv().get(0), running, end::isDone);
        byte[] chunk = new byte[CHUNK];
        for (long left = stdin.length(); left > 0; ) {
            int n;
            try {
                n = stdin.bytes().readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
                if (n == 0) {
                    throw new EOFException("it got shorter while it was sent");
                }
            } catch (IOException e) {
                fail(e);
                return;
            }
            left -= n;
            try {
                out.write(chunk, 0, n);
                if (left == 0) {
                    out.write(Leash.END_OF_STDIN);
                }
            } catch (IOException e) {
                return;
            }
        }
    }
}
