package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files of this user's lab host, and who may use it: one process at a time. */
public record LabFolder(Path path) {
    /** Beside it, in the cache. */
    static final String JOURNALS = "journals";

    /**
     * The lock files that this process holds. It must not even open one a second time: closing any descriptor of a file ends the
     * process's lock on it (fcntl(2), "advisory record locks").
     */
    private static final Set<Path> LEASED = ConcurrentHashMap.newKeySet();

    /**
     * The folder in this cache, made if need be.
     *
     * @throws UncheckedIOException if it cannot be made
     */
    public static LabFolder in(Path cache) {
        try {
            Files.createDirectories(cache.resolve(JOURNALS));
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

    /**
     * What has been changed on the lab host and is to be put back. It lives as long as the machine, which never boots twice (QEMU's -no-reboot):
     * what was changed on one says nothing of the next.
     */
    public Path journal() {
        return path.resolveSibling(JOURNALS).resolve("lab-host.jsonl");
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
     * @throws LabInUseException if another process has it, or this one already
     */
    public Lease lease() {
        Path file = path.resolve("lock");
        if (!LEASED.add(file)) {
            throw new LabInUseException(path);
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                LEASED.remove(file);
                throw new LabInUseException(path);
            }
            return new Lease(file, channel);
        } catch (IOException e) {
            LEASED.remove(file);
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** The right to use the lab host. It ends with the process, however that ends. */
    public static final class Lease implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Lease(Path file, FileChannel channel) {
            this.file = file;
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
            if (!channel.isOpen()) {
                return;
            }
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                LEASED.remove(file);
            }
        }
    }
}
