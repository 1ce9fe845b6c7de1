package org.ksmlab.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The command line that made a run, in the run's folder, so that whoever reads the run can repeat it.
 *
 * @param argv the words after the program's name
 * @param version of ksmlab
 */
public record Invocation(List<String> argv, String version) {
    private static final String FILE = "command.json";

    public Invocation {
        argv = List.copyOf(argv);
    }

    public void write(Path run) {
        Json.write(run.resolve(FILE), this);
    }

    /**
     * The one of a run; empty if none was recorded.
     *
     * @throws java.io.UncheckedIOException if there is a file that cannot be read
     */
    public static Optional<Invocation> read(Path run) {
        Path file = run.resolve(FILE);
        return Files.exists(file) ? Optional.of(Json.read(file, Invocation.class)) : Optional.empty();
    }
}
