package org.ksmlab.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.ksmlab.archive.RunFolder;
import org.ksmlab.archive.RunSummary;
import org.ksmlab.archive.Unreadable;
import org.ksmlab.index.Database.UnusableException;
import org.ksmlab.index.RunRows.Row;
import org.ksmlab.waiting.Deadline;

/**
 * An index over the run folders in a folder. It is a cache: opening it brings it up to date with the folders, whatever state it was in,
 * and nothing is lost with it. It is one thread's of one process at a time.
 */
public final class RunIndex implements AutoCloseable {
    private final IndexLock lock;
    private final Handle handle;
    private final RunRows rows;
    private final Update update;

    /**
     * What opening it changed.
     *
     * @param read runs whose folders were read, because they were new or had changed
     * @param unchanged runs that were known
     * @param gone runs that no longer have a folder
     */
    public record Update(int read, int unchanged, int gone) {}

    private RunIndex(IndexLock lock, Handle handle, RunRows rows, Update update) {
        this.lock = lock;
        this.handle = handle;
        this.rows = rows;
        this.update = update;
    }

    /**
     * Opens the index and brings it up to date. Waits for another process that uses it.
     *
     * @param file made if need be, and made anew if it cannot be used; beside it is a lock file
     * @param runs where the run folders are
     * @param say gets one line if the index had to be made anew
     */
    public static RunIndex open(Path file, Path runs, Consumer<String> say, Deadline deadline) {
        return open(file, deadline, database -> {
            try {
                return upToDate(database, runs);
            } catch (UnusableException e) {
                say.accept("rebuilding the index " + database + ": " + e.getMessage());
                database.delete();
                return upToDate(database, runs);
            }
        });
    }

    /** As {@link #open}, but forgets all that the index knows and reads every run folder again. */
    public static RunIndex rebuild(Path file, Path runs, Deadline deadline) {
        return open(file, deadline, database -> {
            database.delete();
            return upToDate(database, runs);
        });
    }

    private interface Opening {
        Opened open(Database database);
    }

    private record Opened(Handle handle, RunRows rows, Update update) {}

    private static RunIndex open(Path file, Deadline deadline, Opening opening) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
        IndexLock lock = IndexLock.take(file.resolveSibling(file.getFileName() + ".lock"), deadline);
        try {
            Opened opened = opening.open(new Database(file));
            return new RunIndex(lock, opened.handle(), opened.rows(), opened.update());
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Opened upToDate(Database database, Path runs) {
        Handle handle = database.open();
        try {
            RunRows rows = new RunRows(handle);
            return new Opened(handle, rows, update(rows, runs));
        } catch (JdbiException e) {
            handle.close();
            throw new UnusableException(e);
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    private static Update update(RunRows rows, Path runs) {
        Map<String, String> known = rows.fingerprints();
        List<RunFolder> folders = RunFolder.allIn(runs);
        List<Row> read = folders.parallelStream()
                .flatMap(folder -> {
                    // First, so that what changes while it is read is seen the next time.
                    String fingerprint = folder.fingerprint();
                    return fingerprint.equals(known.get(folder.name()))
                            ? Stream.empty()
                            : Stream.of(new Row(RunSummary.read(folder), fingerprint));
                })
                .toList();
        Set<String> gone = new HashSet<>(known.keySet());
        gone.removeAll(folders.stream().map(RunFolder::name).collect(Collectors.toSet()));
        Set<String> outdated = new HashSet<>(gone);
        read.forEach(row -> outdated.add(row.run().name()));
        rows.replace(outdated, read);
        return new Update(read.size(), folders.size() - read.size(), gone.size());
    }

    /** What opening it changed. */
    public Update update() {
        return update;
    }

    /** The runs that have what is searched for, by name. */
    public List<RunSummary> find(RunQuery query) {
        return rows.find(query);
    }

    /** All that could not be read, of any run. */
    public List<Unreadable> unreadable() {
        return rows.unreadable();
    }

    @Override
    public void close() {
        try {
            handle.close();
        } finally {
            lock.close();
        }
    }
}
