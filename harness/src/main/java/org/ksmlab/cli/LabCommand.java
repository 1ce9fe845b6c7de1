package org.ksmlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.Shell;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.lab.LabFolder;
import org.ksmlab.lab.LabHost;
import org.ksmlab.lab.LabStarter;
import org.ksmlab.lab.Workplace;
import org.ksmlab.ssh.OpenSsh;
import org.ksmlab.waiting.Deadline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The embedded lab host by itself. */
@Command(name = "lab", description = "The embedded lab host by itself: up, down, status, ssh, console.")
final class LabCommand implements Runnable {
    private static final Duration UP_BUDGET = Duration.ofHours(2);

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: up, down, status, ssh or console");
    }

    @Command(name = "up", description = "Boots it, and leaves it up for other commands.")
    int up(
            @Option(
                            names = "--ssh-port",
                            description = "Port on 127.0.0.1 for its sshd (default: a free one).",
                            converter = PortConverter.class)
                    @Nullable
                    Integer sshPort,
            @Option(
                            names = "--kernel",
                            paramLabel = "KERNEL",
                            description = "What it boots; ksmlab kernels list shows names (default: its disk's own).")
                    @Nullable
                    String kernelName) {
        Workplace workplace = Workplace.fromLauncher();
        LabFolder folder = LabFolder.in(workplace.cache());
        try (LabFolder.Lease lease = folder.lease();
                Shell local = workplace.localShell()) {
            if (LabHost.running(folder).isEmpty()) {
                TerminalProgress progress =
                        TerminalProgress.onStandardError(spec.commandLine().getErr());
                LabStarter starter = new LabStarter(local, workplace.recipes(), workplace.cache(), progress::phase);
                Deadline deadline = Deadline.in(UP_BUDGET);
                Optional<Kernel> kernel = Optional.ofNullable(kernelName)
                        .map(name -> KernelsCommand.get(
                                workplace.kernels(local, progress::phase), name, spec.commandLine()));
                starter.prepare(kernel.stream().toList(), deadline);
                starter.up(
                        kernel.map(one -> one.make(deadline)),
                        sshPort == null ? OptionalInt.empty() : OptionalInt.of(sshPort),
                        deadline);
            } else if (kernelName != null) {
                throw new ParameterException(
                        spec.commandLine(), "the lab host is up; ksmlab lab down ends it, and then --kernel counts");
            }
            lease.requireHeld();
        }
        return status();
    }

    @Command(name = "down", description = "Ends it. What it wrote to its disk is gone with it.")
    int down() {
        LabFolder folder = LabFolder.in(Workplace.fromLauncher().cache());
        try (LabFolder.Lease lease = folder.lease()) {
            LabHost.running(folder).ifPresent(LabHost::down);
            lease.requireHeld();
        }
        return ExitCode.AS_EXPECTED.code();
    }

    @Command(name = "status", description = "Says whether it is up and what it is. Exit code 1 if it is not up.")
    int status() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<LabHost> host =
                LabHost.running(LabFolder.in(Workplace.fromLauncher().cache()));
        if (host.isEmpty()) {
            out.println("the lab host is down");
            return ExitCode.NOT_AS_EXPECTED.code();
        }
        LabHost.Machine machine = host.get().machine();
        host.get().death().ifPresent(why -> out.println(TerminalProgress.printable(why)));
        out.printf(
                "the lab host is up: process %d, %d CPUs, %d MiB, %s, ssh on 127.0.0.1 port %d%s%n",
                machine.pid(),
                machine.size().cpus(),
                machine.size().memoryMib(),
                machine.accelerator().isEmulated() ? "emulated" : "KVM",
                machine.sshPort(),
                machine.kernel().map(kernel -> ", kernel " + kernel).orElse(""));
        return ExitCode.AS_EXPECTED.code();
    }

    @Command(name = "ssh", description = "Logs in to it, or runs a command there; the exit code is that of ssh.")
    int ssh(@Parameters(arity = "0..*", paramLabel = "WORD", description = "The command.") @Nullable List<String> words)
            throws IOException, InterruptedException {
        List<String> argv =
                new ArrayList<>(OpenSsh.login(requireUp().underTest().target()).argv());
        if (words != null) {
            argv.add(org.ksmlab.command.Command.of(words.toArray()).quoted());
        }
        // The terminal is ssh's for as long as it runs.
        return new ProcessBuilder(argv).inheritIO().start().waitFor();
    }

    @Command(
            name = "console",
            description = "Prints what it said on its serial port since power-on, without control characters.")
    int console() throws IOException {
        Path console = LabFolder.in(Workplace.fromLauncher().cache()).console();
        if (!Files.exists(console)) {
            throw new ParameterException(spec.commandLine(), "there is no console: it was never up");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (String line : new String(Files.readAllBytes(console), StandardCharsets.UTF_8).split("\r?\n", -1)) {
            out.println(TerminalProgress.printable(line));
        }
        out.flush();
        return ExitCode.AS_EXPECTED.code();
    }

    private LabHost requireUp() {
        return LabHost.running(LabFolder.in(Workplace.fromLauncher().cache()))
                .orElseThrow(() ->
                        new ParameterException(spec.commandLine(), "the lab host is down; ksmlab lab up boots it"));
    }
}
