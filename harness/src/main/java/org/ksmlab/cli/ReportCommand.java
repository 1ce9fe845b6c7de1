package org.ksmlab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ksmlab.report.ReportFormat;
import org.ksmlab.report.Reports;
import org.ksmlab.report.StoredRun;
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

    @Parameters(paramLabel = "RUN", description = "The run's folder.")
    Path run;

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "html|text|json|junit",
            description = "Which report; may be given several times (default: all of them).")
    List<ReportFormat> formats = new ArrayList<>();

    @Override
    public Integer call() {
        if (!StoredRun.isIn(run)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "not the folder of a run with a trial that has ended: '" + run + "' has no result.json");
        }
        Set<ReportFormat> wanted = formats.isEmpty() ? EnumSet.allOf(ReportFormat.class) : EnumSet.copyOf(formats);
        Reports.write(run, wanted).forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return ExitCode.AS_EXPECTED.code();
    }
}
