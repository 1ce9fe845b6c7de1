package org.ksmlab.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.ksmlab.lab.Workplace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the TestNG suites. */
@Command(name = "suites", description = "Lists the suites that ksmlab run can run.")
final class SuitesCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        RunCommand.suites(Workplace.fromLauncher())
                .forEach(suite -> spec.commandLine().getOut().println(suite));
        return ExitCode.AS_EXPECTED.code();
    }
}
