package org.ksmlab.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ksmlab.archive.JudgedRun;
import org.ksmlab.archive.JudgedTrial;
import org.ksmlab.archive.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ksmlab analyze}: what this program's classifier and judge say of evidence that is stored. */
@Command(
        name = "analyze",
        description =
                "Judges the stored evidence of runs again, and says what is not as it was. Needs nothing but their"
                        + " folders.",
        footer = "Exit code 0 if every verdict is as it was, 1 if one is not, 64 if something could not be read.")
final class AnalyzeCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How to write it; json is one object a line and trial. Default: ${DEFAULT-VALUE}.")
    OutputFormat format;

    @Option(
            names = "--write",
            description = "Put the new verdicts into the folders. The old ones stay beside them, as verdict-1.json"
                    + " and so on. A run of which something cannot be read stays as it is.")
    boolean write;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs.")
    List<Path> runs;

    @Override
    public Integer call() {
        List<RunFolder> folders = runs.stream().map(this::requireRun).toList();
        List<JudgedRun> judged = folders.parallelStream().map(JudgedRun::judge).toList();
        PrintWriter out = spec.commandLine().getOut();
        judged.forEach(run -> out.print(
                switch (format) {
                    case TEXT -> AnalysisText.of(run);
                    case JSON -> AnalysisJson.lines(run);
                }));
        if (format == OutputFormat.TEXT) {
            out.print(AnalysisText.summary(judged));
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        for (JudgedRun run : judged) {
            run.unreadable().forEach(one -> err.println("ksmlab: " + TerminalProgress.printable(one.why())));
            if (write && run.unreadable().isEmpty()) {
                run.write();
            } else if (write) {
                err.println("ksmlab: nothing was written to " + run.run().path() + ": not all of it can be read");
            }
        }
        return exitCode(judged).code();
    }

    private RunFolder requireRun(Path path) {
        RunFolder run = new RunFolder(path);
        try {
            run.require();
        } catch (UncheckedIOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return run;
    }

    private static ExitCode exitCode(List<JudgedRun> judged) {
        if (judged.stream().anyMatch(run -> !run.unreadable().isEmpty())) {
            return ExitCode.WRONG_USE;
        }
        return judged.stream().flatMap(run -> run.trials().stream()).anyMatch(JudgedTrial::hasOtherVerdict)
                ? ExitCode.NOT_AS_EXPECTED
                : ExitCode.AS_EXPECTED;
    }
}
