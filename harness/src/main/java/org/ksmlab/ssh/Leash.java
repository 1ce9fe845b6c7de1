package org.ksmlab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ksmlab.command.Command;

/**
 * Runs a command on a host such that it dies, with its descendants, when the channel to it is closed from here or breaks; without a
 * terminal sshd leaves it running. The protocol is described in leash.sh.
 */
final class Leash {
    /** A line end after the command's standard input says that it was all. */
    static final byte END_OF_STDIN = '\n';

    private static final String SCRIPT = script();

    private Leash() {}

    static Command on(Command command, long stdinLength) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", SCRIPT, "leash", Long.toString(stdinLength)));
        argv.addAll(command.argv());
        return new Command(argv, "");
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Leash.class.getResourceAsStream("leash.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.strip().startsWith("#")) // sent with every command
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
