package org.ksmlab.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.Shell;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.kernels.Kernels;
import org.ksmlab.lab.LabFolder;
import org.ksmlab.lab.Workplace;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Deadline;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The kernels that the lab host can boot. */
@Command(
        name = "kernels",
        description = "The kernels that the lab host can boot: list, fetch, build.",
        footer = "A kernel is named by a name that list shows, or by the path of a vmlinuz without modules, of a kernel"
                + " package (.deb), or of a patch for the source of Debian's 6.1.")
final class KernelsCommand implements Runnable {
    private static final Duration BUDGET = Duration.ofHours(2);

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list, fetch or build");
    }

    /**
     * A line of the JSON output: a stable contract.
     *
     * @param release what {@code uname -r} will say; absent if the kernel is not made yet
     * @param buildId absent if it is not known before the kernel is booted
     */
    record KernelJson(
            String name, String description, boolean made, Optional<String> release, Optional<String> buildId) {
        static KernelJson of(Kernel kernel) {
            Optional<BootFiles> files = kernel.made();
            return new KernelJson(
                    kernel.name(),
                    kernel.description(),
                    files.isPresent(),
                    files.flatMap(BootFiles::release),
                    files.flatMap(BootFiles::buildId));
        }

        String text() {
            String state = made
                    ? release.orElse("of unknown release")
                            + buildId.map(id -> ", build id " + id).orElse("")
                    : "not made yet";
            return String.format(Locale.ROOT, "%-15s %s: %s", name, description, state);
        }
    }

    @Command(name = "list", description = "Lists those that have a name.")
    int list(
            @Option(names = "--format", description = "text (default) or json.", defaultValue = "text")
                    OutputFormat format) {
        PrintWriter out = spec.commandLine().getOut();
        Workplace workplace = Workplace.fromLauncher();
        try (Shell local = workplace.localShell()) {
            workplace.kernels(local, ignored -> {}).named().stream()
                    .map(KernelJson::of)
                    .forEach(kernel -> out.println(format == OutputFormat.JSON ? Json.line(kernel) : kernel.text()));
        }
        out.flush();
        return ExitCode.AS_EXPECTED.code();
    }

    @Command(name = "fetch", description = "Gets what comes over the network, unless it is here.")
    int fetch(
            @Parameters(arity = "0..*", paramLabel = "KERNEL", description = "Which (default: all that have a name).")
                    @Nullable
                    List<String> names) {
        return each(names, Kernel::fetch);
    }

    @Command(name = "build", description = "Gets and builds it, unless it is here, and says where its files are.")
    int build(
            @Parameters(arity = "0..*", paramLabel = "KERNEL", description = "Which (default: all that have a name).")
                    @Nullable
                    List<String> names) {
        return each(names, (kernel, deadline) -> {
            BootFiles files = kernel.make(deadline);
            spec.commandLine().getOut().println(KernelJson.of(kernel).text() + ": " + files.vmlinuz());
        });
    }

    private int each(@Nullable List<String> names, BiConsumer<Kernel, Deadline> action) {
        Workplace workplace = Workplace.fromLauncher();
        TerminalProgress progress =
                TerminalProgress.onStandardError(spec.commandLine().getErr());
        // Without the lease, a clean meanwhile would take what is at work for something left over.
        try (LabFolder.Lease lease = LabFolder.in(workplace.cache()).lease();
                Shell local = workplace.localShell()) {
            Kernels kernels = workplace.kernels(local, progress::phase);
            List<Kernel> chosen = names == null
                    ? kernels.named()
                    : names.stream()
                            .map(name -> get(kernels, name, spec.commandLine()))
                            .toList();
            Deadline deadline = Deadline.in(BUDGET);
            chosen.forEach(kernel -> action.accept(kernel, deadline));
            lease.requireHeld();
        }
        spec.commandLine().getOut().flush();
        return ExitCode.AS_EXPECTED.code();
    }

    /** The kernel of a name or path on the command line; an unknown one is wrong use. */
    /** Asks for kernels of this checkout; makes none. */
    static <T> T ask(Function<Kernels, T> question) {
        Workplace workplace = Workplace.fromLauncher();
        try (Shell local = workplace.localShell()) {
            return question.apply(workplace.kernels(local, ignored -> {}));
        }
    }

    static Kernel get(Kernels kernels, String nameOrPath, CommandLine commandLine) {
        try {
            return kernels.get(nameOrPath);
        } catch (InvalidPathException e) {
            throw new ParameterException(commandLine, "not a file name: '" + nameOrPath + "'", e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }
}
