package org.ksmlab.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a console ends in the words of a kernel that will not say anything more. */
final class ConsoleDeath {
    /** A panic's own report, with registers and trace, is some 100 lines. */
    private static final int TAIL_BYTES = 32 << 10;

    private static final List<String> LAST_WORDS = List.of(
            "Kernel panic - not syncing",
            "BUG: TASK stack guard page was hit",
            "PANIC: double fault",
            "reboot: Restarting system",
            "reboot: Power down",
            "reboot: System halted");

    private ConsoleDeath() {}

    /** The line with the last words, without control characters. */
    static Optional<String> in(Path console) {
        if (!Files.exists(console)) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(console.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(TAIL_BYTES, file.length())];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            return new String(tail, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> LAST_WORDS.stream().anyMatch(line::contains))
                    .map(line -> line.replaceAll("\\p{Cc}", "").strip())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(console.toString(), e);
        }
    }
}
