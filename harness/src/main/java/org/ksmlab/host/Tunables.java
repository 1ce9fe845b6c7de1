package org.ksmlab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Shell;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Deadline;

/**
 * Changes a host's tunables so that they can be put back. The old value is on this machine's disk before a new one is written, so
 * that {@link #restore} can also be done by another process, after this one was killed. The journal is one JSON object a line; it is
 * gone once everything is as it was.
 */
public final class Tunables implements AutoCloseable {
    /** Unmerging millions of mappings takes a while; a host that needs longer is lost. */
    private static final Duration RESTORE_BUDGET = Duration.ofMinutes(3);

    private final Shell shell;
    private final Path journal;

    /** What we wrote last, by path, and so need not read again: each look takes a busy host a while. */
    private final Map<String, String> written = new HashMap<>();

    /**
     * @param path the file in /sys or /proc
     * @param old its text before, as it is written back
     */
    record Change(String path, String old) {}

    /** Continues a journal, which may not exist yet or hold what is still to be restored. */
    public Tunables(Shell shell, Path journal) {
        this.shell = shell;
        this.journal = journal;
    }

    /**
     * Writes a tunable, remembering what it was unless it already is what is wanted.
     *
     * @throws CommandFailedException if it is not there or refuses the value
     */
    public void set(String path, String value, Deadline deadline) {
        change(path, look(path, deadline).orElseThrow(() -> missing(path)), value, deadline);
    }

    /** The same for a tunable that not every kernel has. */
    public void setIfThere(String path, String value, Deadline deadline) {
        look(path, deadline).ifPresent(old -> change(path, old, value, deadline));
    }

    private static CommandFailedException missing(String path) {
        return new CommandFailedException(Command.of("cat", path), "no such tunable");
    }

    private Optional<String> look(String path, Deadline deadline) {
        String known = written.get(path);
        return known == null ? shell.read(path, deadline).map(String::strip) : Optional.of(known);
    }

    private void change(String path, String old, String value, Deadline deadline) {
        if (old.equals(value)) {
            return;
        }
        remember(new Change(path, old));
        written.remove(path); // nobody knows what a write that fails has done
        shell.write(path, value, deadline);
        written.put(path, value);
    }

    /** Puts everything back, the last change first, and forgets the journal. What fails stays in it. */
    public void restore(Deadline deadline) {
        List<Change> changes = changes();
        written.clear();
        if (changes.stream().anyMatch(change -> change.path().equals(Ksm.MAX_PAGE_SHARING))) {
            // It can only change while nothing is merged.
            shell.write(Ksm.RUN, Ksm.UNMERGE, deadline);
        }
        for (int i = changes.size() - 1; i >= 0; i--) {
            shell.write(changes.get(i).path(), changes.get(i).old(), deadline);
        }
        try {
            Files.deleteIfExists(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(journal.toString(), e);
        }
    }

    /** Restores. */
    @Override
    public void close() {
        restore(Deadline.in(RESTORE_BUDGET));
    }

    private List<Change> changes() {
        if (!Files.exists(journal)) {
            return List.of();
        }
        try {
            // A line may be half written, or empty: its change was not made then.
            return Files.readString(journal)
                    .lines()
                    .filter(line -> line.endsWith("}"))
                    .map(line -> Json.parse(line, Change.class))
                    .collect(Collectors.toCollection(ArrayList::new));
        } catch (IOException e) {
            throw new UncheckedIOException(journal.toString(), e);
        }
    }

    private void remember(Change change) {
        try (FileChannel channel = FileChannel.open(
                journal, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            // On a line of its own, even if a killed process left half a line.
            ByteBuffer line = ByteBuffer.wrap(("\n" + Json.line(change) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(journal.toString(), e);
        }
    }
}
