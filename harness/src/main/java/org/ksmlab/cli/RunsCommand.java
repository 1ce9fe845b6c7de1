package org.ksmlab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ksmlab.archive.RunSummary;
import org.ksmlab.index.RunIndex;
import org.ksmlab.index.RunQuery;
import org.ksmlab.lab.Workplace;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Deadline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ksmlab runs}: which runs there are. */
@Command(
        name = "runs",
        description = "Lists the stored runs that have a trial of which all that is asked for is true.",
        footer = "What cannot be read is named on standard error, whatever is asked for.")
final class RunsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--kernel", description = "Part of the kernel's release or version, as uname -rv prints them.")
    @Nullable
    String kernel;

    @Option(names = "--host", description = "The host's name.")
    @Nullable
    String host;

    @Option(names = "--verdict", description = "One of ${COMPLETION-CANDIDATES}.")
    @Nullable
    Verdict verdict;

    @Option(
            names = "--since",
            paramLabel = "DATE",
            converter = DateConverter.class,
            description = "The first day, in UTC, e.g. 2026-01-31.")
    @Nullable
    LocalDate since;

    @Option(
            names = "--until",
            paramLabel = "DATE",
            converter = DateConverter.class,
            description = "The last day, in UTC.")
    @Nullable
    LocalDate until;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How to write them; json is one object a line and run. Default: ${DEFAULT-VALUE}.")
    OutputFormat format;

    @Override
    public Integer call() {
        if (since != null && until != null && until.isBefore(since)) {
            throw new ParameterException(
                    spec.commandLine(), "--until " + until + " is before --since " + since + ": nothing can match");
        }
        RunQuery query = new RunQuery(
                Optional.ofNullable(kernel),
                Optional.ofNullable(host),
                Optional.ofNullable(verdict),
                Optional.ofNullable(since).map(RunsCommand::startOf),
                Optional.ofNullable(until).map(day -> startOf(day.plusDays(1))));
        Workplace workplace = Workplace.fromLauncher();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (RunIndex index = RunIndex.open(
                workplace.index(),
                workplace.runs(),
                why -> err.println("ksmlab: " + why),
                Deadline.in(IndexCommand.BUDGET))) {
            List<RunSummary> runs = index.find(query);
            switch (format) {
                case TEXT -> out.print(RunsTable.of(runs));
                case JSON -> runs.forEach(run -> out.println(Json.line(Line.of(workplace.runs(), run))));
            }
            out.flush();
            index.unreadable().forEach(one -> err.println("ksmlab: " + TerminalProgress.printable(one.why())));
        }
        return ExitCode.AS_EXPECTED.code();
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /**
     * A line of the JSON output.
     *
     * @param folder the run's
     */
    private record Line(String folder, RunSummary run) {
        static Line of(Path runs, RunSummary run) {
            return new Line(runs.resolve(run.name()).toString(), run);
        }
    }
}
