package org.ksmlab.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;

/**
 * Follows the file that a machine's serial console is written to, from its start until closed, here or on a host. Outlives its
 * connections: no byte is lost or comes twice. The file may not be there yet, and is expected to grow only.
 */
public final class SerialLog implements AutoCloseable {
    /** What printk puts before a line: seconds since boot. */
    private static final Pattern KERNEL_TIME = Pattern.compile("^\\[ {0,11}(\\d{1,10})\\.(\\d{6})\\]");

    private final String source;
    private final OutputStream raw;
    private final Consumer<ConsoleRecord> listener;
    private final LineAssembler lines = LineAssembler.ofText(this::line);
    private final Follower follower;

    private SerialLog(
            String source,
            Supplier<? extends Shell> shells,
            String path,
            long from,
            OutputStream raw,
            Consumer<ConsoleRecord> listener) {
        this.source = source;
        this.raw = raw;
        this.listener = listener;
        follower = Follower.start("serial log " + source, shells, new Follower.Stream() {
            private long received = from;

            @Override
            public Command begin() {
                return Command.of("tail", "-c", "+" + (received + 1), "-F", path);
            }

            @Override
            public void accept(byte[] buffer, int length) throws IOException {
                raw.write(buffer, 0, length);
                received += length;
                lines.accept(buffer, length);
            }
        });
    }

    /**
     * Starts it.
     *
     * @param source what the lines are said to be from
     * @param shells connects anew at every call to the host that has the file, and may fail; what it gives is closed here
     * @param rawFile gets the bytes as they come; is replaced
     * @param listener gets the lines, on threads of our own, never at the same time
     */
    public static SerialLog start(
            String source,
            Supplier<? extends Shell> shells,
            String path,
            Path rawFile,
            Consumer<ConsoleRecord> listener) {
        try {
            return new SerialLog(source, shells, path, 0, Files.newOutputStream(rawFile), listener);
        } catch (IOException e) {
            throw new UncheckedIOException(rawFile.toString(), e);
        }
    }

    /**
     * Follows what a file gets from now on, without a copy of it.
     *
     * @param from how many bytes of it are left out
     */
    public static SerialLog follow(
            String source, Supplier<? extends Shell> shells, String path, long from, Consumer<ConsoleRecord> listener) {
        return new SerialLog(source, shells, path, from, OutputStream.nullOutputStream(), listener);
    }

    private void line(String text) {
        listener.accept(new ConsoleRecord(
                source, Instant.now(), kernelTime(text), OptionalLong.empty(), OptionalInt.empty(), text, 0));
    }

    private static Optional<Duration> kernelTime(String text) {
        Matcher time = KERNEL_TIME.matcher(text);
        return time.find()
                ? Optional.of(Duration.ofSeconds(Long.parseLong(time.group(1)))
                        .plus(Long.parseLong(time.group(2)), ChronoUnit.MICROS))
                : Optional.empty();
    }

    /** Why nothing comes at present; empty while the file is being read. */
    public Optional<RuntimeException> trouble() {
        return follower.trouble();
    }

    /** Delivers the last line, if no line end has come yet; nothing once this returns, within ten seconds. */
    @Override
    public void close() {
        follower.close();
        lines.finish();
        try {
            raw.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
