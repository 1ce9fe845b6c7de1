package org.ksmlab.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ksmlab.compare.ArmSummary;
import org.ksmlab.compare.Comparison;
import org.ksmlab.experiment.CampaignFile;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.lab.LabCampaigns;
import org.ksmlab.lab.Workplace;
import org.ksmlab.statistics.Bootstrap;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.store.Json;
import org.ksmlab.store.YamlException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Any arms, any number of trials. */
@Command(
        name = "campaign",
        description = "Runs the campaign that a YAML file describes on the embedded lab host, or continues a killed one.",
        footer = "Exit codes as of reproduce.")
final class CampaignCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    What what;

    /** A new one or an old one. */
    static final class What {
        @Parameters(paramLabel = "FILE", description = "The campaign's arms and trials; README.md has an example.")
        @Nullable
        Path file;

        @Option(
                names = "--resume",
                paramLabel = "RUN",
                description = "The folder of a run that was killed: what is finished is kept, what is missing is done.")
        @Nullable
        Path run;
    }

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
        CampaignPlan plan = plan();
        Workplace workplace = Workplace.fromLauncher();
        LabCampaigns campaigns = new LabCampaigns(
                workplace,
                TerminalProgress.onStandardError(spec.commandLine().getErr()),
                sshPort == null ? OptionalInt.empty() : OptionalInt.of(sshPort));
        CampaignResult result = what.run == null
                ? campaigns.start(plan, "campaign", runs == null ? workplace.runs() : runs)
                : campaigns.resume(what.run);
        PrintWriter out = spec.commandLine().getOut();
        out.print(format == OutputFormat.JSON ? Json.line(result) + "\n" : text(plan, result));
        out.flush();
        return ExitCode.of(result.outcome()).code();
    }

    private CampaignPlan plan() {
        try {
            if (what.run != null) {
                return CampaignPlan.read(what.run.resolve(CampaignPlan.FILE));
            }
            if (what.file != null) {
                return CampaignFile.plan(what.file, CampaignPlan.freshSeed());
            }
        } catch (YamlException | UncheckedIOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        throw new IllegalStateException("picocli wants one of FILE and --resume");
    }

    private static String text(CampaignPlan plan, CampaignResult result) {
        Sprt rule = plan.sequential().orElse(Sprt.DEFAULT);
        Bootstrap bootstrap = new Bootstrap(Comparison.SEED, Comparison.CONFIDENCE);
        StringBuilder text = new StringBuilder(ResultTable.of(result));
        result.arms()
                .forEach(arm -> text.append(ArmSummary.of(arm, rule, bootstrap).sentence())
                        .append(System.lineSeparator()));
        return text.toString();
    }
}
