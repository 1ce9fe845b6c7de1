package org.ksmlab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.lab.Reproduction;
import org.ksmlab.lab.Workplace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Option(names = "--quick", description = "Smaller guests: over in a few minutes.")
    boolean quick;

    @Option(
            names = "--trigger",
            description =
                    "What moves the guest's pages: numad, or migrate_pages, by a program of ours (default: numad; with"
                            + " --quick: migrate_pages).",
            converter = TriggerConverter.class)
    @Nullable
    TriggerKind trigger;

    @Option(
            names = "--kernels",
            split = ",",
            paramLabel = "WITHOUT,WITH",
            description =
                    "Compare two kernels, each with its own limit, the first without the fix and the second with it;"
                            + " ksmlab kernels list shows names (default: one kernel, two limits).")
    List<String> kernels = List.of();

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

    @Mixin
    LabRunOptions lab;

    @Override
    public Integer call() {
        if (trials < 1 || retries < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--trials must be at least 1 and --retries at least 0, not " + trials + " and " + retries);
        }
        Workplace workplace = Workplace.fromLauncher();
        TerminalProgress progress =
                TerminalProgress.onStandardError(spec.commandLine().getErr());
        List<Arm> arms = arms();
        CampaignResult result = new Reproduction(workplace, progress)
                .run(scenario(), arms, trials, retries, lab.runs(workplace), lab.sshPort());
        lab.print(result, ResultTable::of, spec.commandLine().getOut());
        FreshReports.write(Path.of(result.run()), spec);
        return ExitCode.of(result.outcome()).code();
    }

    private Scenario scenario() {
        return quick
                ? Scenario.quick(trigger == null ? TriggerKind.MIGRATE_PAGES : trigger)
                : Scenario.full(trigger == null ? TriggerKind.NUMAD : trigger);
    }

    private List<Arm> arms() {
        if (kernels.isEmpty()) {
            return List.of(Arm.WITHOUT_LIMIT, Arm.WITH_LIMIT);
        }
        try {
            return KernelsCommand.ask(all -> Reproduction.armsOf(kernels.stream()
                    .map(name ->
                            KernelsCommand.get(all, name, spec.commandLine()).name())
                    .toList()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--kernels: " + e.getMessage(), e);
        }
    }
}
