package org.ksmlab.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ksmlab.compare.Comparison;
import org.ksmlab.compare.Pool;
import org.ksmlab.experiment.CampaignFile;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.lab.LabCampaigns;
import org.ksmlab.lab.Workplace;
import org.ksmlab.statistics.Bootstrap;
import org.ksmlab.store.YamlException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Any arms, any number of trials. */
@Command(
        name = "campaign",
        description =
                "Runs the campaign that a YAML file describes on the embedded lab host, or continues a killed one.",
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

    @Mixin
    LabRunOptions lab;

    @Override
    public Integer call() {
        CampaignPlan plan = plan();
        Workplace workplace = Workplace.fromLauncher();
        LabCampaigns campaigns = new LabCampaigns(
                workplace, TerminalProgress.onStandardError(spec.commandLine().getErr()), lab.sshPort());
        CampaignResult result =
                what.run == null ? campaigns.start(plan, "campaign", lab.runs(workplace)) : campaigns.resume(what.run);
        lab.print(result, CampaignCommand::text, spec.commandLine().getOut());
        FreshReports.write(Path.of(result.run()), spec);
        return ExitCode.of(result.outcome()).code();
    }

    private CampaignPlan plan() {
        try {
            if (what.run != null) {
                return CampaignPlan.read(what.run.resolve(CampaignPlan.FILE));
            }
            if (what.file != null) {
                return CampaignFile.plan(what.file, CampaignPlan.freshSeed(), CampaignCommand::kernelName);
            }
        } catch (YamlException | UncheckedIOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        throw new IllegalStateException("picocli wants one of FILE and --resume");
    }

    /** A path is resolved, so that the plan can be resumed from anywhere. */
    private static String kernelName(String nameOrPath) {
        return KernelsCommand.ask(all -> all.get(nameOrPath).name());
    }

    private static String text(CampaignResult result) {
        Bootstrap bootstrap = new Bootstrap(Comparison.SEED, Comparison.CONFIDENCE);
        Pool pool = Pool.read(List.of(Path.of(result.run())));
        return ResultTable.of(result)
                + ComparisonTable.sentences(Comparison.of(pool, bootstrap, RmapScale.CASE_SHARERS));
    }
}
