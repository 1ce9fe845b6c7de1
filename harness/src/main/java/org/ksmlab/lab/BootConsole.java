package org.ksmlab.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.ksmlab.console.Classifier;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;

/** The console of a machine that boots, read as it grows: whether the machine is ready, or will never be. */
final class BootConsole {
    /** Seen: 1.2 s on a quiet machine. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    /** Beside hangs: what a kernel does not get over. */
    private static final Set<FindingKind> FATAL =
            EnumSet.of(FindingKind.OOPS, FindingKind.BUG, FindingKind.PANIC, FindingKind.MEMORY_SAFETY);

    private final Path file;
    private final LineWatch ready;
    private final Classifier classifier = new Classifier(new Classifier.Listener() {
        @Override
        public void opened(Finding finding) {
            if (report.isEmpty() && (finding.kind().isHang() || FATAL.contains(finding.kind()))) {
                report = Optional.of(finding.title());
            }
        }

        @Override
        public void completed(Finding finding) {
            // Its first line tells enough.
        }
    });
    private Optional<String> report = Optional.empty();
    private long offset;
    private long grewNanos = System.nanoTime();

    /**
     * For one boot.
     *
     * @param file need not exist yet
     * @param ready what the machine says at last
     */
    BootConsole(Path file, String ready) {
        this.file = file;
        this.ready = new LineWatch(ready);
    }

    /** Reads what was added since the last call. */
    void read() {
        if (!Files.exists(file)) {
            return;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            byte[] buffer = new byte[64 << 10];
            for (int length; (length = in.read(buffer)) > 0; offset += length) {
                ready.accept(buffer, length);
                classifier.accept(buffer, length);
                grewNanos = System.nanoTime();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    boolean isReady() {
        return ready.isSeen();
    }

    /** Why the machine will not get ready, as far as the console tells: "its console ...". */
    Optional<String> failure() {
        if (report.isPresent()) {
            return report.map(title -> "its console reports a " + title);
        }
        return silence().compareTo(LONGEST_SILENCE) > 0
                ? Optional.of("its console was silent for " + LONGEST_SILENCE.toSeconds() + " s")
                : Optional.empty();
    }

    /** How long ago {@link #read} last saw the file grow, or since this was made. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - grewNanos);
    }
}
