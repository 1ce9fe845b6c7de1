package org.ksmlab.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * The right to use the index: one thread of one process at a time, so that a broken one can be removed under nobody's feet. It ends with
 * the process, however that ends.
 */
final class IndexLock implements AutoCloseable {
    /** A file lock is the whole process's, and closing any descriptor of the file would end it (fcntl(2)). */
    private static final Semaphore THIS_PROCESS = new Semaphore(1);

    private final FileChannel channel;

    private IndexLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for whoever uses it.
     *
     * @throws org.ksmlab.waiting.WaitTimedOutException if that lasts too long
     */
    static IndexLock take(Path file, Deadline deadline) {
        String what = "another ksmlab to be done with the index " + file;
        Await.until(what, deadline, THIS_PROCESS::tryAcquire);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                // The channel holds the lock from now on.
                Await.until(what, deadline, () -> lock(channel, file).isPresent());
                return new IndexLock(channel);
            } catch (RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            THIS_PROCESS.release();
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new UncheckedIOException(file + ": " + e.getMessage(), (IOException) e);
        }
    }

    private static Optional<Object> lock(FileChannel channel, Path file) {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            THIS_PROCESS.release();
        }
    }
}
