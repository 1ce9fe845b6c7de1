package org.ksmlab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ksmlab.report.ReportFormat;
import org.ksmlab.report.Reports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes reports of a stored run again. */
@Command(
        name = "report",
        description = "Writes reports of a stored run into its folder: a page to look at, a text to paste into a mail,"
                + " JSON, and JUnit XML. Needs nothing but the folder.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a run, or of a sweep.")
    Path run;

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "html|text|json|junit",
            description = "Which report; may be given several times (default: all of them).")
    List<ReportFormat> formats = new ArrayList<>();

    @Override
    public Integer call() {
        if (!Reports.isPossible(run)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "not the folder of a run with a trial that has ended: '" + run
                            + "' has no result.json and no sweep.json");
        }
        Set<ReportFormat> possible = Reports.formats(run);
        formats.stream()
                .filter(format -> !possible.contains(format))
                .findFirst()
                .ifPresent(format -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--format: " + format + ": a sweep has " + possible
                                    + ", and its sweep.json is for programs");
                });
        Set<ReportFormat> wanted = formats.isEmpty() ? possible : EnumSet.copyOf(formats);
        Reports.write(run, wanted).forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return ExitCode.AS_EXPECTED.code();
    }
}
