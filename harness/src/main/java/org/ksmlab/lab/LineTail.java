package org.ksmlab.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks for one text in a file that grows. */
final class LineTail {
    private final Path file;
    private final LineWatch watch;
    private long offset;

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
                }
            } catch (IOException e) {
                throw new UncheckedIOException(file.toString(), e);
            }
        }
        return watch.isSeen();
    }
}
