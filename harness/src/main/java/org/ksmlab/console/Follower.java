package org.ksmlab.console;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.InterruptedWaitException;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * Keeps the output of a command on a host coming until it is closed: runs the command again when it ends, and connects again when the
 * connection breaks, for as long as it takes.
 */
final class Follower implements AutoCloseable {
    /** What is followed. Its methods are never called at the same time, nor once the follower is closed. */
    interface Stream {
        /** The command that brings what is still missing; its output begins with the next bytes. */
        Command begin();

        /** Takes the next bytes. The buffer is reused. */
        void accept(byte[] buffer, int length) throws IOException;
    }

    private static final Duration LONGEST_RUN = Duration.ofDays(30);
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofMillis(100);
    private static final Duration PAUSE_BEFORE_RECONNECT = Duration.ofSeconds(1);

    /** For taking leave of a host that does not answer. */
    private static final Duration CLOSE_BUDGET = Duration.ofSeconds(10);

    private final String name;
    private final Supplier<? extends Shell> shells;
    private final Stream stream;
    private final Thread thread;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable RuntimeException trouble;

    private Follower(String name, Supplier<? extends Shell> shells, Stream stream) {
        this.name = name;
        this.shells = shells;
        this.stream = stream;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * @param name of the thread
     * @param shells connects anew at every call; what it gives is closed here
     */
    static Follower start(String name, Supplier<? extends Shell> shells, Stream stream) {
        Follower follower = new Follower(name, shells, stream);
        follower.thread.start();
        return follower;
    }

    /** Why the last attempt ended, until there is output again. */
    Optional<RuntimeException> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void run() {
        try {
            do {
                followOneConnection();
            } while (!closedWithin(PAUSE_BEFORE_RECONNECT));
        } catch (InterruptedWaitException e) {
            // Only close() interrupts this thread.
        } finally {
            ended.complete(null);
        }
    }

    private void followOneConnection() {
        try (Shell shell = shells.get()) {
            while (!closing.isDone()) { // which comes before the interrupt, should the connecting have swallowed that
                follow(shell);
                closedWithin(PAUSE_BEFORE_RESTART);
            }
        } catch (InterruptedWaitException e) {
            throw e;
        } catch (RuntimeException e) {
            trouble = e;
        }
    }

    private void follow(Shell shell) {
        Command command;
        synchronized (stream) {
            command = stream.begin();
        }
        try (Running running = shell.start(command, this::deliver)) {
            trouble = new CommandFailedException(running.await(Deadline.in(LONGEST_RUN)));
        }
    }

    private void deliver(byte[] buffer, int length) throws IOException {
        synchronized (stream) {
            if (!closing.isDone()) {
                stream.accept(buffer, length);
                trouble = null;
            }
        }
    }

    private boolean closedWithin(Duration pause) {
        try {
            Await.result("the next attempt of " + name, Deadline.in(pause), closing);
            return true;
        } catch (WaitTimedOutException e) {
            return false;
        }
    }

    /** Nothing is delivered once this returns, in at most {@link #CLOSE_BUDGET}. */
    @Override
    public void close() {
        synchronized (stream) {
            closing.complete(null);
        }
        thread.interrupt();
        try {
            Await.result("the end of " + name, Deadline.in(CLOSE_BUDGET), ended);
        } catch (WaitTimedOutException e) {
            // It still waits for its host, and ends with that.
        }
    }
}
