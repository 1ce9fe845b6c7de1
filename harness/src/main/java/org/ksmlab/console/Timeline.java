package org.ksmlab.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The records of all consoles, in the order in which they came, in one file and to one consumer. A line of the file is an object with
 * {@code time} (ours), {@code source}, {@code seq}, {@code level}, {@code kernel_time} (seconds), {@code text} and, for a gap,
 * {@code lost}; what a record does not have is left out.
 */
public final class Timeline implements Consumer<ConsoleRecord>, AutoCloseable {
    private static final DateTimeFormatter ISO_MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);

    private final ObjectMapper json = new ObjectMapper();
    private final BufferedWriter file;
    private final Consumer<ConsoleRecord> next;

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
            file.write(json.writeValueAsString(toJson(record)));
            file.write('\n');
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("timeline", e);
        }
        next.accept(record);
    }

    private ObjectNode toJson(ConsoleRecord record) {
        ObjectNode line = json.createObjectNode();
        line.put("time", ISO_MICROS.format(record.received()));
        line.put("source", record.source());
        record.sequence().ifPresent(sequence -> line.put("seq", sequence));
        record.level().ifPresent(level -> line.put("level", level));
        record.kernelTime()
                .ifPresent(time -> line.put("kernel_time", BigDecimal.valueOf(TimeUnit.MICROSECONDS.convert(time), 6)));
        line.put("text", record.text());
        if (record.lost() > 0) {
            line.put("lost", record.lost());
        }
        return line;
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
