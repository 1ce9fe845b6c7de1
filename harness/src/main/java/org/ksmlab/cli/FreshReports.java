package org.ksmlab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.ksmlab.report.ReportFormat;
import org.ksmlab.report.Reports;
import org.ksmlab.store.Invocation;
import picocli.CommandLine.Model.CommandSpec;

/** The reports of a run that has just ended. */
final class FreshReports {
    private FreshReports() {}

    /** The reports of the run that a command did. */
    static void write(Path run, CommandSpec spec) {
        List<String> argv = spec.root().commandLine().getParseResult().originalArgs();
        write(
                run,
                new Invocation(argv, Ksmlab.Version.current()),
                spec.commandLine().getErr());
    }

    /** Writes them and says where to look. A report that fails costs a line and nothing else: the result stands without it. */
    static void write(Path run, Invocation invocation, PrintWriter err) {
        try {
            invocation.write(run);
            Reports.write(run, Reports.formats(run));
            err.println("report: " + run.resolve(ReportFormat.HTML.file()));
        } catch (RuntimeException e) {
            err.println("ksmlab: no report: " + TerminalProgress.printable(String.valueOf(e.getMessage())));
        }
        err.flush();
    }
}
