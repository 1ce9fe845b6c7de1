package org.ksmlab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ksmlab.compare.Sweep;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.experiment.SweepPlan;
import org.ksmlab.experiment.SweepPlan.Axis;
import org.ksmlab.lab.LabSweep;
import org.ksmlab.lab.Workplace;
import org.ksmlab.model.KsmState;
import org.ksmlab.report.SweepTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Dose and response: how the stall grows with the sharers of a page. */
@Command(
        name = "sweep",
        description =
                "Runs the scenario ksm-rmap-scale on the embedded lab host: doses of identical pages in host processes,"
                        + " without and with a limit on sharing, and how the longest stall grows with them.",
        footer =
                "Exit code 0 only if the stall grows with the sharers without a limit and does not with one, or with the VMAs"
                        + " under any limit; 1 if it grows with the sharers under a limit; 2 if the points do not tell.")
final class SweepCommand implements Callable<Integer> {
    /** Of max_page_sharing, since Linux 4.13. */
    private static final int KSM_DEFAULT = 256;

    private static final List<Long> SHARERS = List.of(10_000L, 100_000L, 300_000L, 1_000_000L, RmapScale.CASE_SHARERS);

    /** Room for 10,000 VMAs in each of four processes; each page that is moved is a walk over all of them. */
    private static final List<Long> SHARERS_OF_VMAS = List.of(40_000L);

    private static final List<Integer> LIMITS = List.of(KsmState.UNLIMITED, KSM_DEFAULT);

    /** Without a limit, each of all sharers would be one walk over all VMAs: minutes, on an emulated host. */
    private static final List<Integer> LIMITS_OF_VMAS = List.of(KSM_DEFAULT);

    private static final List<String> PLAN_OPTIONS = List.of(
            "--sharers",
            "--max-page-sharing",
            "--vmas",
            "--processes",
            "--kernel",
            "--trials",
            "--retries",
            "--seed",
            "--predict",
            "--runs");

    @Spec
    CommandSpec spec;

    @Option(
            names = "--sharers",
            split = ",",
            paramLabel = "N",
            description = "The doses: identical pages of all processes together (default:"
                    + " 10000,100000,300000,1000000,2306920; with several --vmas: 40000).")
    @Nullable
    List<Long> sharers;

    @Option(
            names = "--vmas",
            split = ",",
            paramLabel = "N",
            description = "VMAs that the pages of each process are in, all on one anon_vma (default: ${DEFAULT-VALUE});"
                    + " several are the doses, of one number of sharers.",
            defaultValue = "1")
    List<Integer> vmas;

    @Option(
            names = "--max-page-sharing",
            split = ",",
            paramLabel = "N|max",
            description = "The limits on sharing, an arm each; max: none (default: max,256; with several --vmas: 256).",
            converter = MaxPageSharingConverter.class)
    @Nullable
    List<Integer> maxPageSharing;

    @Option(
            names = "--processes",
            description = "Processes that have the pages in common (default: ${DEFAULT-VALUE}).",
            defaultValue = "4")
    int processes;

    @Option(
            names = "--kernel",
            description =
                    "The kernel of the lab host, by name or path; ksmlab kernels list shows names (default: that of the"
                            + " lab host that is up, or the one on its disk).")
    @Nullable
    String kernel;

    @Option(
            names = "--trials",
            description = "Trials of each dose and limit that give a point (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    int trials;

    @Option(
            names = "--retries",
            description = "Trials of each dose and limit that may be done again because they gave none (default:"
                    + " ${DEFAULT-VALUE}).",
            defaultValue = "1")
    int retries;

    @Option(names = "--seed", description = "Of the order of the trials (default: a fresh one).")
    @Nullable
    Long seed;

    @Option(
            names = "--predict",
            paramLabel = "N",
            description = "Dose to predict the longest stall for (default: the case's " + RmapScale.CASE_SHARERS
                    + " sharers, or " + RmapScale.CASE_VMAS + " VMAs).")
    @Nullable
    Long predict;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description =
                    "The folder of a sweep that was killed: continues with that one's plan; what is finished is kept.")
    @Nullable
    Path resume;

    @Mixin
    LabRunOptions lab;

    @Override
    public Integer call() {
        SweepPlan plan = plan();
        requireOnePlan();
        Workplace workplace = Workplace.fromLauncher();
        LabSweep sweeps = new LabSweep(
                workplace, TerminalProgress.onStandardError(spec.commandLine().getErr()), lab.sshPort());
        Sweep sweep =
                resume == null ? sweeps.start(plan, predictFor(plan), lab.runs(workplace)) : sweeps.resume(resume);
        lab.print(sweep, SweepCommand::text, spec.commandLine().getOut());
        FreshReports.write(Path.of(sweep.run()), spec);
        return ExitCode.of(sweep.outcome()).code();
    }

    /** Points of several kernels make no curve of any. */
    static String text(Sweep sweep) {
        List<String> kernels = sweep.kernels();
        String said = kernels.isEmpty()
                ? ""
                : (kernels.size() == 1 ? "the kernel was " : "the trials ran on several kernels: ")
                        + TerminalProgress.printable(String.join("; ", kernels))
                        + System.lineSeparator();
        return SweepTable.of(sweep) + said;
    }

    private long predictFor(SweepPlan plan) {
        long known = plan.axis() == Axis.SHARERS ? RmapScale.CASE_SHARERS : RmapScale.CASE_VMAS;
        return predict == null ? known : predict;
    }

    private SweepPlan plan() {
        if (predict != null && predict < 1) {
            throw new ParameterException(spec.commandLine(), "--predict: " + predict + ", must be at least 1");
        }
        try {
            return new SweepPlan(
                    processes,
                    sharers != null ? sharers : vmas.size() > 1 ? SHARERS_OF_VMAS : SHARERS,
                    maxPageSharing != null ? maxPageSharing : vmas.size() > 1 ? LIMITS_OF_VMAS : LIMITS,
                    vmas,
                    trials,
                    retries,
                    seed == null ? CampaignPlan.freshSeed() : seed,
                    kernel());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + optionOf(String.valueOf(e.getMessage())), e);
        }
    }

    /** A path is resolved, so that the sweep can be resumed from anywhere. */
    private Optional<String> kernel() {
        return Optional.ofNullable(kernel)
                .map(name -> KernelsCommand.ask(
                        all -> KernelsCommand.get(all, name, spec.commandLine()).name()));
    }

    /** A sweep that is resumed has a plan. */
    private void requireOnePlan() {
        if (resume == null) {
            return;
        }
        PLAN_OPTIONS.stream()
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .findFirst()
                .ifPresent(option -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--resume continues with the plan of " + resume + ": leave out " + option);
                });
        if (!Files.exists(resume.resolve(Sweep.FILE))) {
            throw new ParameterException(
                    spec.commandLine(), "--resume: not the folder of a sweep: '" + resume + "' has no " + Sweep.FILE);
        }
    }

    /** The plan names its components as options are named, but for this one. */
    private static String optionOf(String message) {
        return message.replaceFirst("^maxPageSharing", "max-page-sharing");
    }
}
