package org.ksmlab.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A captured log, and what is to be found in it; see the README beside the logs.
 *
 * @param finds {@code LINE: KIND: TITLE (CPU n, task:pid, n s)} of each finding, the details as far as they are known
 * @param log a character for each byte
 */
record GoldenLog(String name, List<String> finds, String log) {
    private static final String FINDS = "# finds ";

    static List<GoldenLog> all() {
        try (Stream<Path> files = Files.list(Path.of(
                Objects.requireNonNull(GoldenLog.class.getResource("/console")).toURI()))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .map(GoldenLog::read)
                    .toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GoldenLog read(Path file) {
        try {
            // Latin 1 keeps every byte.
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            int empty = text.indexOf("\n\n");
            List<String> finds = text.substring(0, empty)
                    .lines()
                    .filter(line -> line.startsWith(FINDS))
                    .map(line -> line.substring(FINDS.length()))
                    .toList();
            return new GoldenLog(file.getFileName().toString(), finds, text.substring(empty + 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return log.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
