package org.ksmlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The part of a host's console that it says from some moment on; nothing if its console is no file here. */
record HostConsole(Optional<Path> console, long offset) {
    static HostConsole from(HostUnderTest host) {
        return new HostConsole(
                host.console(), host.console().map(HostConsole::size).orElse(0L));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    void save(Path target) {
        console.ifPresent(file -> {
            try (FileChannel from = FileChannel.open(file);
                    FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                long end = from.size();
                for (long at = offset; at < end; ) {
                    at += from.transferTo(at, end - at, to);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(target.toString(), e);
            }
        });
    }
}
