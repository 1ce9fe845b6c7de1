package org.ksmlab.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ksmlab.compare.Comparison;
import org.ksmlab.compare.Pool;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.statistics.Bootstrap;
import org.ksmlab.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What stored runs say together. */
@Command(
        name = "compare",
        description = "Pools the trials of runs by arm: rates, medians and differences, and how sure they are.",
        footer =
                "Each arm is compared with the first one. Trials of several doses give a line of the longest stall over the"
                        + " sharers of a page, for each limit. Nothing but the runs' folders is needed, on any machine.")
final class CompareCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--seed", description = "Of the bootstrap intervals (default: ${DEFAULT-VALUE}).")
    long seed = Comparison.SEED;

    @Option(
            names = "--predict",
            paramLabel = "SHARERS",
            description = "Dose to predict the longest stall for (default: the case's ${DEFAULT-VALUE} sharers).")
    long predict = RmapScale.CASE_SHARERS;

    @Option(names = "--format", description = "text (default) or json.", defaultValue = "text")
    OutputFormat format;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs.")
    List<Path> runs;

    @Override
    public Integer call() {
        if (predict < 1) {
            throw new ParameterException(spec.commandLine(), "--predict: " + predict + ", must be at least 1");
        }
        Comparison comparison = compare();
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (format) {
                    case TEXT -> ComparisonTable.of(comparison);
                    case JSON -> Json.line(comparison) + "\n";
                });
        out.flush();
        return ExitCode.AS_EXPECTED.code();
    }

    private Comparison compare() {
        try {
            return Comparison.of(Pool.read(runs), new Bootstrap(seed, Comparison.CONFIDENCE), predict);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
