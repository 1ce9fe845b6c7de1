package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandLog;
import org.ksmlab.command.Shell;
import org.ksmlab.model.CpuSet;
import org.ksmlab.model.Sharers;
import org.ksmlab.ssh.SshShell;
import org.ksmlab.ssh.SshTarget;
import org.ksmlab.virt.LibvirtUri;
import org.ksmlab.waiting.Deadline;

/**
 * A KVM host that trials run on: how to reach it and what may be used of it.
 *
 * @param files the folder on the host with the programs, and the guest's kernel and initrd
 * @param guestCpus where guests' threads may run
 * @param crowdCpus those of them that are the source node's
 * @param housekeepingCpu where the trigger and the samplers run
 * @param sourceNode where guests start
 * @param targetNode where one of them is moved to
 * @param bridge the guests' bridge
 * @param guestAddresses what guests may be given on it
 * @param guestCommandLine the guests' kernel command line, to which their own words are added
 * @param emulated whether its seconds are an emulator's
 * @param console what it says on its serial port, where that is a file here
 * @param netconsole where its kernel sends to, if it is told to
 * @param death why it is dead; asked often, answers at once
 */
public record HostUnderTest(
        SshTarget target,
        LibvirtUri libvirt,
        String files,
        CpuSet guestCpus,
        CpuSet crowdCpus,
        int housekeepingCpu,
        int sourceNode,
        int targetNode,
        String bridge,
        List<String> guestAddresses,
        String guestCommandLine,
        boolean emulated,
        Optional<Path> console,
        Optional<Netconsole> netconsole,
        Supplier<Optional<String>> death) {
    /** An emulated host on a busy machine takes seconds; one that takes longer does not run. */
    private static final Duration CONNECT_BUDGET = Duration.ofMinutes(1);

    public SshShell connect(Deadline deadline) {
        return SshShell.connect(target, deadline);
    }

    /** Takes no more of a trial's time than a host that runs needs. */
    SshShell connect(CommandLog log, Deadline whole) {
        return SshShell.connect(target, log, whole.sooner(CONNECT_BUDGET));
    }

    public String program(String name) {
        return files + "/" + name;
    }

    /** Counts on the host, through a shell of its, how often each KSM page is mapped; takes seconds. */
    Sharers countSharers(Shell shell, Deadline deadline) {
        Command count = Command.of("taskset", "--cpu-list", housekeepingCpu, program("sharers"));
        return Sharers.parse(shell.run(count, deadline).orThrow().stdout());
    }
}
