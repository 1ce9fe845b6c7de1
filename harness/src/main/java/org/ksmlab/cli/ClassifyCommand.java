package org.ksmlab.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ksmlab.console.Classifier;
import org.ksmlab.console.ControlSequences;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ksmlab classify}: what the kernel reported in logs of its console. */
@Command(name = "classify", description = "Lists the kernel reports (lockups, stalls, oopses, ...) in console logs.")
final class ClassifyCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    CommandSpec spec;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How to write them; json is one object a line and file. Default: ${DEFAULT-VALUE}.")
    OutputFormat format;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Kernel logs: serial consoles, dmesg, journals; - is standard input.")
    List<String> files;

    @Override
    public Integer call() throws IOException {
        for (String file : files) {
            requireReadable(file);
        }
        PrintWriter out = spec.commandLine().getOut();
        for (String file : files) {
            List<Finding> findings = findings(file);
            switch (format) {
                case TEXT -> findings.forEach(finding -> out.println(text(file, finding)));
                case JSON -> out.println(json(file, findings));
            }
        }
        out.flush();
        return ExitCode.AS_EXPECTED.code();
    }

    private void requireReadable(String file) {
        if (file.equals(STANDARD_INPUT)) {
            return;
        }
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            throw new ParameterException(spec.commandLine(), "not a file name: '" + file + "'", e);
        }
        String wrong = Files.notExists(path)
                ? "no such file"
                : Files.isDirectory(path) ? "is a directory" : Files.isReadable(path) ? null : "not readable";
        if (wrong != null) {
            throw new ParameterException(spec.commandLine(), wrong + ": '" + file + "'");
        }
    }

    private static List<Finding> findings(String file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return Classifier.classify(System.in);
        }
        try (InputStream log = Files.newInputStream(Path.of(file))) {
            return Classifier.classify(log);
        }
    }

    private static String text(String file, Finding finding) {
        StringJoiner details = new StringJoiner(", ", " (", ")").setEmptyValue("");
        if (finding.cpu() != null) {
            details.add("CPU " + finding.cpu());
        }
        if (finding.task() != null) {
            details.add(finding.task());
        }
        Duration duration = finding.duration();
        if (duration != null) {
            details.add(duration.toSeconds() + " s");
        }
        return ControlSequences.strip(
                file + ":" + finding.line() + ": " + finding.kind() + ": " + finding.title() + details);
    }

    private static String json(String file, List<Finding> findings) {
        return Json.line(
                new FileJson(file, findings.stream().map(FindingJson::of).toList()));
    }

    /** A line of the JSON output: a stable contract, like {@link FindingJson}. */
    record FileJson(String file, List<FindingJson> findings) {}

    /** A finding in the JSON output. What is not known is left out, but for the function. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FindingJson(
            FindingKind kind,
            String title,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String function,

            long line,
            @Nullable Double kernelTime,
            @Nullable Integer cpu,
            @Nullable String task,
            @Nullable Long seconds,
            @Nullable String module,
            @Nullable String taint,
            List<String> frames) {
        static FindingJson of(Finding finding) {
            Duration duration = finding.duration();
            return new FindingJson(
                    finding.kind(),
                    finding.title(),
                    finding.function(),
                    finding.line(),
                    finding.kernelTime(),
                    finding.cpu(),
                    finding.task(),
                    duration == null ? null : duration.toSeconds(),
                    finding.module(),
                    finding.taint(),
                    finding.frames());
        }
    }
}
