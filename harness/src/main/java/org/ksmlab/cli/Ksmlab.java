package org.ksmlab.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line. Its subcommands inherit {@code --help}, {@code --version} and {@code --debug}. */
@Command(
        name = "ksmlab",
        description = "Reproduces the KSM rmap walk lockups (LP#1680513) on real KVM hosts, and proves its verdicts.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        subcommands = {
            ReproduceCommand.class,
            CampaignCommand.class,
            CompareCommand.class,
            SweepCommand.class,
            RunCommand.class,
            SuitesCommand.class,
            LabCommand.class,
            AnalyzeCommand.class,
            RunsCommand.class,
            IndexCommand.class,
            KernelsCommand.class,
            ReportCommand.class,
            ClassifyCommand.class,
            DoctorCommand.class,
            CleanCommand.class
        },
        versionProvider = Ksmlab.Version.class)
final class Ksmlab implements Runnable {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of a failure (also: KSMLAB_DEBUG=1).")
    boolean debug;

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ksmlab " + current()};
        }

        static String current() {
            String version = Ksmlab.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }
    }
}
