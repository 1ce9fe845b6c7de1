package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The files of this user's lab host, and who may use it: one process at a time. */
public record LabFolder(Path path) {
    /**
     * The folder in this cache, made if need be.
     *
     * @throws UncheckedIOException if it cannot be made
     */
    public static LabFolder in(Path cache) {
        try {
            return new LabFolder(Files.createDirectories(cache.resolve("lab")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + cache.resolve("lab"), e);
        }
    }

    /** What the lab host says on its serial port, from power-on, byte for byte. */
    public Path console() {
        return path.resolve("console.log");
    }

    Path machine() {
        return path.resolve("machine.json");
    }

    Path pidFile() {
        return path.resolve("qemu.pid");
    }

    Path seed() {
        return path.resolve("seed.tar");
    }

    /** The private key that opens the lab host and its guests. */
    public Path userKey() {
        return path.resolve("id_ed25519");
    }

    Path hostKey() {
        return path.resolve("host_ed25519");
    }

    Path guestKey() {
        return path.resolve("guest_ed25519");
    }

    public Path knownHosts() {
        return path.resolve("known_hosts");
    }

    /**
     * Takes the lab host for this process.
     *
     * @throws LabInUseException if another process has it
     */
    public Lease lease() {
        Path file = path.resolve("lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new LabInUseException(path);
            }
            return new Lease(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        }
    }

    /** The right to use the lab host. It ends with the process, however that ends. */
    public static final class Lease implements AutoCloseable {
        private final FileChannel channel;

        private Lease(FileChannel channel) {
            this.channel = channel;
        }

        /** Makes sure that nobody closed it. */
        public void requireHeld() {
            if (!channel.isOpen()) {
                throw new IllegalStateException("the lease is over");
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
