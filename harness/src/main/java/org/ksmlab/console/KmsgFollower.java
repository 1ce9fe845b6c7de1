package org.ksmlab.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;

/**
 * Follows the kernel's log of a host, from the oldest record it still has until closed. Outlives its connections: every record is
 * delivered once, and where the kernel overwrote records before we had them, there is a gap that says how many.
 */
public final class KmsgFollower implements AutoCloseable {
    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";
    private static final String KMSG = "/dev/kmsg";

    private final OutputStream raw;
    private final Follower follower;

    private KmsgFollower(
            String source,
            Supplier<? extends Shell> shells,
            String bootId,
            String kmsg,
            OutputStream raw,
            Consumer<ConsoleRecord> listener) {
        this.raw = raw;
        KmsgStream records = new KmsgStream(source);
        KmsgStream.Sink sink = (record, bytes) -> {
            raw.write(bytes);
            listener.accept(record);
        };
        follower = Follower.start("kmsg " + source, shells, new Follower.Stream() {
            @Override
            public Command begin() {
                records.begin();
                // cat ends with EPIPE when the kernel overwrites the record it would read next; then it is run again.
                return Command.of("cat", bootId, kmsg);
            }

            @Override
            public void accept(byte[] buffer, int length) throws IOException {
                records.accept(buffer, length, Instant.now(), sink);
            }
        });
    }

    /**
     * Starts it.
     *
     * @param source what the records are said to be from
     * @param shells connects to the host anew at every call, and may fail; what it gives is closed here
     * @param rawFile gets the records as /dev/kmsg has them, and lines that start with {@code #} for gaps; is replaced
     * @param listener called on threads of our own, never at the same time; what it throws makes us connect anew
     */
    public static KmsgFollower start(
            String source, Supplier<? extends Shell> shells, Path rawFile, Consumer<ConsoleRecord> listener) {
        return start(source, shells, BOOT_ID, KMSG, rawFile, listener);
    }

    static KmsgFollower start(
            String source,
            Supplier<? extends Shell> shells,
            String bootId,
            String kmsg,
            Path rawFile,
            Consumer<ConsoleRecord> listener) {
        try {
            return new KmsgFollower(source, shells, bootId, kmsg, Files.newOutputStream(rawFile), listener);
        } catch (IOException e) {
            throw new UncheckedIOException(rawFile.toString(), e);
        }
    }

    /** Why nothing comes at present; empty while the log is being read. */
    public Optional<RuntimeException> trouble() {
        return follower.trouble();
    }

    /** Nothing is delivered once this returns, within ten seconds. */
    @Override
    public void close() {
        follower.close();
        try {
            raw.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
