package org.ksmlab.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Looks for one text in a file that grows. */
final class LineTail {
    private final Path file;
    private final LineWatch watch;
    private long offset;
    private long grewNanos = System.nanoTime();

    LineTail(Path file, String text) {
        this.file = file;
        this.watch = new LineWatch(text);
    }

    /** Looks at what was added since the last call. */
    boolean isSeen() {
        if (!watch.isSeen() && Files.exists(file)) {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(offset);
                byte[] buffer = new byte[64 << 10];
                for (int length; (length = in.read(buffer)) > 0; offset += length) {
                    watch.accept(buffer, length);
                    grewNanos = System.nanoTime();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(file.toString(), e);
            }
        }
        return watch.isSeen();
    }

    /** How long ago {@link #isSeen} last saw the file grow, or since this was made. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - grewNanos);
    }
}
