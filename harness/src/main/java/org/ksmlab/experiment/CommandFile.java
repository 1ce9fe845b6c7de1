package org.ksmlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandLog;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Seconds;

/** Every command of a trial, on the host and in the guests, in the order in which they ended: {@code commands.jsonl}. */
final class CommandFile implements CommandLog, AutoCloseable {
    private final Path file;
    private final Writer lines;

    private CommandFile(Path file, Writer lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Writes to a trial's folder.
     *
     * @throws UncheckedIOException if the file cannot be made
     */
    static CommandFile in(Path folder) {
        Path file = folder.resolve("commands.jsonl");
        try {
            return new CommandFile(file, Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private record Line(Instant start, String host, List<String> argv, double seconds, OptionalInt exit) {}

    @Override
    public synchronized void ended(String host, Command command, Instant start, Duration took, OptionalInt exit) {
        try {
            lines.write(Json.line(new Line(start, host, command.argv(), Seconds.rounded(took), exit)) + "\n");
            lines.flush(); // a run that is killed should have left them
        } catch (IOException e) {
            // It is for people who read the run; the disk that is full ends the trial elsewhere, where it matters.
        }
    }

    @Override
    public synchronized void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
