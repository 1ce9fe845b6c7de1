package org.ksmlab.watch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.LineSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/** A program on a host or in a guest whose output goes to a file here, as it comes, until it is closed. */
public final class Recording implements AutoCloseable {
    private final Command command;
    private final Running running;
    private final OutputStream file;

    private Recording(Command command, Running running, OutputStream file) {
        this.command = command;
        this.running = running;
        this.file = file;
    }

    /**
     * Starts it.
     *
     * @param path is replaced
     * @param lines gets each line too, on the thread that writes the file
     */
    public static Recording start(Shell shell, Command command, Path path, Consumer<String> lines) {
        try {
            OutputStream file = Files.newOutputStream(path);
            try {
                LineSink sink = new LineSink((buffer, length) -> file.write(buffer, 0, length), lines);
                return new Recording(command, shell.start(command, sink), file);
            } catch (RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    /**
     * Waits until the program has ended by itself.
     *
     * @throws CommandFailedException if it failed
     */
    public void await(Deadline deadline) {
        running.await(deadline).orThrow();
    }

    /**
     * Makes sure that the program still runs, for one that is to run until it is closed.
     *
     * @throws CommandFailedException if it does not
     * @throws org.ksmlab.command.HostUnreachableException if its connection broke
     */
    public void requireRunning() {
        if (!running.isAlive()) {
            CommandResult end = running.await(Deadline.in(Duration.ZERO)).orThrow();
            throw new CommandFailedException(command, "ended by itself after " + end.took());
        }
    }

    @Override
    public void close() {
        running.close();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
