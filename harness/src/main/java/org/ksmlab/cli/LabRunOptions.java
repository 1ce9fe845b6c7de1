package org.ksmlab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ksmlab.lab.Workplace;
import org.ksmlab.store.Json;
import picocli.CommandLine.Option;

/** The options of all commands that run something on the lab host, and print what came of it. */
final class LabRunOptions {
    @Option(names = "--runs", description = "The folder that run folders go to (default: runs in the cache).")
    @Nullable
    Path runs;

    @Option(
            names = "--ssh-port",
            description = "Port on 127.0.0.1 for the lab host's sshd (default: a free one).",
            converter = PortConverter.class)
    @Nullable
    Integer sshPort;

    @Option(names = "--format", description = "text (default) or json.", defaultValue = "text")
    OutputFormat format;

    Path runs(Workplace workplace) {
        return runs == null ? workplace.runs() : runs;
    }

    /** Empty: any free one. */
    OptionalInt sshPort() {
        return sshPort == null ? OptionalInt.empty() : OptionalInt.of(sshPort);
    }

    <T> void print(T result, Function<T, String> text, PrintWriter out) {
        out.print(
                switch (format) {
                    case TEXT -> text.apply(result);
                    case JSON -> Json.line(result) + "\n";
                });
        out.flush();
    }
}
