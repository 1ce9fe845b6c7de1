package org.ksmlab.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * What a kernel's log said before its host went down, picked up once the host is back: what pstore kept over the reboot (in memory, EFI
 * variables, ...), and what kdump saved. It stays where it is on the host.
 */
public final class PostMortem {
    /**
     * pstore's files as the kernel shows them, decompressed (Documentation/ABI/testing/pstore), and where systemd-pstore moves them soon
     * after the boot; kdump-tools and kexec-tools write to a folder of their own for each crash.
     */
    private static final List<String> ROOTS = List.of("/sys/fs/pstore", "/var/lib/systemd/pstore", "/var/crash");

    /** {@code find}'s seconds since 1970 with decimals, and the path. */
    private static final Pattern FOUND = Pattern.compile("(\\d{1,12})\\.(\\d{1,10}) (/.*)");

    /** What the kernel could not decompress keeps this ending (fs/pstore/inode.c). */
    private static final String COMPRESSED = ".enc.z";

    /** pstore's first line: a dump may have many parts, and part 1 is the end of the log (fs/pstore/platform.c). */
    private static final Pattern PART = Pattern.compile("[A-Za-z-]{1,24}#(\\d{1,9}) Part(\\d{1,9})");

    /** No header is longer. */
    private static final int HEADER_BYTES = 64;

    private PostMortem() {}

    /**
     * A file that was brought home.
     *
     * @param dump which of pstore's dumps it is of, and {@code part} which part; 0 if it is none of pstore's
     */
    private record Kept(Path file, Instant modified, long dump, long part) {}

    /**
     * Brings home what was written since some time, and reads it.
     *
     * @param machine what the records are said to be from, before the name of the file
     * @param since by the host's CLOCK_REALTIME
     * @param folder gets the files as they are; is made
     * @param listener gets the lines, in the order in which they were said, once all files are on disk
     * @throws CommandFailedException if a file cannot be read
     */
    public static void collect(
            Shell host,
            String machine,
            Instant since,
            Path folder,
            Deadline deadline,
            Consumer<ConsoleRecord> listener) {
        collect(host, ROOTS, machine, since, folder, deadline, listener);
    }

    static void collect(
            Shell host,
            List<String> roots,
            String machine,
            Instant since,
            Path folder,
            Deadline deadline,
            Consumer<ConsoleRecord> listener) {
        try {
            List<Kept> kept = new ArrayList<>();
            for (String root : roots) {
                for (String line : find(host, root, deadline).lines().toList()) {
                    Matcher found = FOUND.matcher(line);
                    if (found.matches() && !modified(found).isBefore(since.truncatedTo(ChronoUnit.SECONDS))) {
                        bring(host, found.group(3), modified(found), folder, deadline)
                                .ifPresent(kept::add);
                    }
                }
            }
            // The dumps in their order, and of each the last part first: its first part is the end of the log.
            kept.sort(Comparator.comparingLong(Kept::dump)
                    .thenComparing(Comparator.comparingLong(Kept::part).reversed())
                    .thenComparing(Kept::modified)
                    .thenComparing(Kept::file));
            for (Kept one : kept) {
                read(one, machine, listener);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** A root that is not there has no files. */
    private static String find(Shell host, String root, Deadline deadline) {
        return host.run(
                        Command.of(
                                "find", root, "-maxdepth", 3, "-type", "f", "-name", "dmesg*", "-printf", "%T@ %p\\n"),
                        deadline)
                .stdout();
    }

    private static Instant modified(Matcher found) {
        return Instant.ofEpochSecond(Long.parseLong(found.group(1)));
    }

    /** Empty if it is gone meanwhile: systemd-pstore moves files to the next root. */
    private static Optional<Kept> bring(Shell host, String path, Instant modified, Path folder, Deadline deadline)
            throws IOException {
        Path file = Files.createDirectories(folder).resolve(path.substring(1).replaceAll("[^A-Za-z0-9._-]", "_"));
        try (OutputStream copy = Files.newOutputStream(file);
                Running cat =
                        host.start(Command.of("cat", "--", path), (buffer, length) -> copy.write(buffer, 0, length))) {
            CommandResult end = cat.await(deadline);
            if (!end.ok() && !host.run(Command.of("test", "-e", path), deadline).ok()) {
                Files.delete(file);
                return Optional.empty();
            }
            end.orThrow();
        }
        Matcher part = PART.matcher(firstLine(file));
        return Optional.of(
                part.lookingAt()
                        ? new Kept(file, modified, Long.parseLong(part.group(1)), Long.parseLong(part.group(2)))
                        : new Kept(file, modified, 0, 0));
    }

    private static String firstLine(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEADER_BYTES), StandardCharsets.ISO_8859_1);
        }
    }

    private static void read(Kept kept, String machine, Consumer<ConsoleRecord> listener) throws IOException {
        String name = String.valueOf(kept.file().getFileName());
        String source = machine + " " + name;
        if (name.endsWith(COMPRESSED)) {
            listener.accept(record(source, kept, Optional.empty(), "compressed by a way this kernel lacks: " + name));
            return;
        }
        LineAssembler lines = LineAssembler.ofText(text -> listener.accept(record(source, kept, time(text), text)));
        try (InputStream in = Files.newInputStream(kept.file())) {
            byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                lines.accept(buffer, length);
            }
        }
        lines.finish();
    }

    private static Optional<Duration> time(String text) {
        Double seconds = ConsoleLine.parse(1, text).kernelTime();
        return seconds == null ? Optional.empty() : Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    /** Received when it was written: until then nobody here could have had it. */
    private static ConsoleRecord record(String source, Kept kept, Optional<Duration> kernelTime, String text) {
        return new ConsoleRecord(
                source, kept.modified(), kernelTime, OptionalLong.empty(), OptionalInt.empty(), text, 0);
    }
}
