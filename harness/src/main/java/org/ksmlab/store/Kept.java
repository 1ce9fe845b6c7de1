package org.ksmlab.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are replaced without losing what they said: {@code a.json} becomes {@code a-1.json}, then {@code a-2.json}, and so on. */
public final class Kept {
    private Kept() {}

    /** Writes the file, as {@link Json#write} does, and keeps a copy of what was there. */
    public static void write(Path file, Object value) {
        try {
            if (Files.exists(file)) {
                keep(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be kept: " + e.getMessage(), e);
        }
        Json.write(file, value);
    }

    private static void keep(Path file) throws IOException {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        int end = dot < 0 ? name.length() : dot;
        for (int number = 1; ; number++) {
            try {
                Path copy = file.resolveSibling(name.substring(0, end) + "-" + number + name.substring(end));
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                return;
            } catch (FileAlreadyExistsException e) {
                // From an earlier time, or another process keeps it just now: the next number is ours.
            }
        }
    }
}
