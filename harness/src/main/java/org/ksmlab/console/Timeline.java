package org.ksmlab.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ksmlab.store.Json;

/**
 * The records of all consoles, in the order in which they came, in one file and to one consumer. A line of the file is an object with
 * {@code time} (ours), {@code source}, {@code seq}, {@code level}, {@code kernel_time} (seconds), {@code text} and, for a gap,
 * {@code lost}; what a record does not have is left out.
 */
public final class Timeline implements Consumer<ConsoleRecord>, AutoCloseable {
    private static final DateTimeFormatter ISO_MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);

    private final BufferedWriter file;
    private final Consumer<ConsoleRecord> next;

    /** A record as the file has it. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Line(
            String time,
            String source,
            OptionalLong seq,
            OptionalInt level,
            Optional<BigDecimal> kernelTime,
            String text,
            OptionalLong lost) {
        static Line of(ConsoleRecord record) {
            return new Line(
                    ISO_MICROS.format(record.received()),
                    record.source(),
                    record.sequence(),
                    record.level(),
                    record.kernelTime().map(time -> BigDecimal.valueOf(TimeUnit.MICROSECONDS.convert(time), 6)),
                    record.text(),
                    record.lost() > 0 ? OptionalLong.of(record.lost()) : OptionalLong.empty());
        }
    }

    private Timeline(BufferedWriter file, Consumer<ConsoleRecord> next) {
        this.file = file;
        this.next = next;
    }

    /**
     * Starts a file.
     *
     * @param file is replaced
     * @param next called for one record after the other, never at the same time; must not throw
     */
    public static Timeline start(Path file, Consumer<ConsoleRecord> next) {
        try {
            return new Timeline(Files.newBufferedWriter(file), next);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Called by any thread. Each record is with the operating system before the next one is taken, in case we are killed. */
    @Override
    public synchronized void accept(ConsoleRecord record) {
        try {
            file.write(Json.line(Line.of(record)));
            file.write('\n');
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("timeline", e);
        }
        next.accept(record);
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("timeline", e);
        }
    }
}
