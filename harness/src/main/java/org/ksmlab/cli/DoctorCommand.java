package org.ksmlab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ksmlab.lab.Checkup;
import org.ksmlab.lab.Workplace;
import org.ksmlab.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What this machine can do. */
@Command(
        name = "doctor",
        description = "Says what this machine can do, what it lacks, and how to get it; changes nothing.",
        footer = "Exit code 1 if something is missing that a reproduction needs.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How to write it; json is one object a line and thing. Default: ${DEFAULT-VALUE}.")
    OutputFormat format;

    @Override
    public Integer call() {
        Checkup.Packages missing = new Checkup.Packages(
                fromLauncher("missing.reproduce"), fromLauncher("missing.test"), fromLauncher("missing.kernels"));
        List<Checkup.Item> items =
                new Checkup(Workplace.fromLauncher(), missing, Long.parseLong(fromLauncher("room.gib"))).look();
        PrintWriter out = spec.commandLine().getOut();
        items.forEach(item -> out.println(format == OutputFormat.JSON ? Json.line(item) : text(item)));
        out.flush();
        boolean lacking = items.stream().anyMatch(item -> item.state() == Checkup.State.MISSING);
        return (lacking ? ExitCode.NOT_AS_EXPECTED : ExitCode.AS_EXPECTED).code();
    }

    private static String text(Checkup.Item item) {
        String line = String.format(
                Locale.ROOT, "%-8s%-22s %s", item.state().name().toLowerCase(Locale.ROOT), item.name(), item.found());
        return TerminalProgress.printable(
                line + item.remedy().map(remedy -> "; to do: " + remedy).orElse(""));
    }

    /** What the launcher found out and says. */
    private static String fromLauncher(String name) {
        String value = System.getProperty("ksmlab." + name);
        if (value == null) {
            throw new IllegalStateException("start it with the launcher, ksmlab: it knows what is missing");
        }
        return value;
    }
}
