package org.ksmlab.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/** Commands on this machine, as the user who runs us, with {@code LC_ALL=C} so that their output can be parsed. */
public final class LocalShell implements Shell {
    private final Map<String, String> environment;

    public LocalShell() {
        this(Map.of());
    }

    /**
     * A shell with a mark on all that it starts.
     *
     * @param environment added to our own
     */
    public LocalShell(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public String name() {
        return "this machine";
    }

    @Override
    public Running start(Command command, OutputSink sink) {
        return LocalRunning.start(command, environment, sink);
    }

    @Override
    public void upload(Path local, String remote, int mode, Deadline deadline) {
        Path target = Path.of(remote).toAbsolutePath();
        try {
            Path fresh = Files.createTempFile(target.getParent(), ".", ".part");
            try {
                Files.copy(local, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(fresh, permissions(mode));
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(local + " to " + remote, e);
        }
    }

    @Override
    public Optional<String> read(String path, Deadline deadline) {
        try {
            return Optional.of(new String(Files.readAllBytes(Path.of(path)), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CommandFailedException(Command.of("cat", path), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        // Each command is closed by whoever started it; nothing else is held.
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        if ((mode & ~0777) != 0) {
            throw new IllegalArgumentException("mode: 0" + Integer.toOctalString(mode));
        }
        PosixFilePermission[] highestBitFirst = PosixFilePermission.values();
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < highestBitFirst.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                set.add(highestBitFirst[i]);
            }
        }
        return set;
    }
}
