package org.ksmlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.Shell;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.Campaign;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.lab.LabSession;
import org.ksmlab.lab.LabStarter;
import org.ksmlab.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: the same scenario without and with the limit on sharing, and what came of it. */
@Command(
        name = "reproduce",
        description =
                "Runs the scenario ksm-migrate-lockup on the embedded lab host, on a kernel without and with the limit on"
                        + " KSM page sharing, and compares.",
        footer =
                "Exit code 0 only if the bug showed without the limit and not with it; 1 if not; 2 if there is no answer.")
final class ReproduceCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--quick",
            description = "Smaller guests, and migrate_pages(2) by a program of ours instead of numad.")
    boolean quick;

    @Option(
            names = "--trigger",
            description = "What moves the guest's pages: numad (default) or migrate_pages (default with --quick).",
            converter = TriggerConverter.class)
    @Nullable
    TriggerKind trigger;

    @Option(
            names = "--trials",
            description = "Trials of each arm that give an answer (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    int trials;

    @Option(
            names = "--retries",
            description =
                    "Trials of each arm that may be done again because they gave no answer (default: ${DEFAULT-VALUE}).",
            defaultValue = "2")
    int retries;

    @Option(names = "--runs", description = "The folder that run folders go to (default: runs in the cache).")
    @Nullable
    Path runs;

    @Option(names = "--ssh-port", description = "Port on 127.0.0.1 for the lab host's sshd (default: a free one).")
    @Nullable
    Integer sshPort;

    @Option(names = "--format", description = "text (default) or json.", defaultValue = "text")
    OutputFormat format;

    @Override
    public Integer call() {
        if (trials < 1 || retries < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--trials must be at least 1 and --retries at least 0, not " + trials + " and " + retries);
        }
        Workplace workplace = Workplace.fromLauncher();
        PrintWriter err = spec.commandLine().getErr();
        TerminalProgress progress = TerminalProgress.onStandardError(err);
        Path run = makeRun(runs == null ? workplace.runs() : runs);
        OptionalInt port = sshPort == null ? OptionalInt.empty() : OptionalInt.of(sshPort);
        CampaignResult result;
        try (Shell local = workplace.localShell();
                LabSession lab = LabSession.open(
                        workplace.cache(),
                        new LabStarter(local, workplace.recipes(), workplace.cache(), progress::phase),
                        port)) {
            Campaign campaign = new Campaign(
                    () -> lab.ready().underTest(),
                    Scenarios.of(quick, trigger),
                    List.of(Arm.WITHOUT_LIMIT, Arm.WITH_LIMIT),
                    trials,
                    retries,
                    run,
                    journal(workplace, run),
                    progress);
            result = campaign.run();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(format == OutputFormat.JSON ? Json.line(result) + "\n" : ResultTable.of(result));
        out.flush();
        return switch (result.outcome()) {
            case AS_EXPECTED -> ExitCode.AS_EXPECTED.code();
            case NOT_AS_EXPECTED -> ExitCode.NOT_AS_EXPECTED.code();
            case UNKNOWN -> ExitCode.UNKNOWN.code();
        };
    }

    private static Path makeRun(Path parent) {
        String name =
                LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT))
                        + "-reproduce";
        try {
            return Files.createDirectory(Files.createDirectories(parent).resolve(name))
                    .toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the run's folder in " + parent, e);
        }
    }

    private static Path journal(Workplace workplace, Path run) {
        try {
            return Files.createDirectories(workplace.journals()).resolve(run.getFileName() + ".jsonl");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + workplace.journals(), e);
        }
    }
}
