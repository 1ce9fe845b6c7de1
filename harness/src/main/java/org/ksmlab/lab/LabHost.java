package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ksmlab.experiment.HostUnderTest;
import org.ksmlab.experiment.Netconsole;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.ssh.SshTarget;
import org.ksmlab.store.Json;
import org.ksmlab.virt.LibvirtUri;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * A lab host that is up. Its machine is a process of its own, which goes on when this JVM ends; {@link #down} ends it.
 *
 * <p>That it dies is seen from its process and its console within a second of looking: {@link #death}.
 */
public final class LabHost {
    /** Where it finds the programs, and the guest's kernel and initrd. */
    public static final String FILES = "/var/lib/ksmlab";

    /** The guests' bridge and the network on it, which nothing leaves. */
    static final String BRIDGE = "ksmlab0";

    public static final List<String> GUEST_ADDRESSES =
            IntStream.rangeClosed(11, 42).mapToObj(i -> "10.77.0." + i).toList();

    /** What its last unit says on the console. */
    static final String READY = "ksmlab-host: ready";

    /** A machine killed with SIGKILL gives back its memory before it is gone. */
    private static final Duration DOWN_BUDGET = Duration.ofSeconds(30);

    /** The walks that are provoked here keep it busy for long. That it died is seen on its console. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final LabFolder folder;
    private final Machine machine;

    /**
     * What is known of the machine, as kept on disk.
     *
     * @param pid of QEMU
     * @param startTicks of that process, in clock ticks since boot: a later process with the same pid has others
     * @param sshPort on 127.0.0.1
     * @param guestCommandLine the kernel command line that guests are booted with
     * @param kernel the image that it booted; empty: the one that came with its disk
     * @param initrd that was booted with it
     */
    public record Machine(
            long pid,
            long startTicks,
            int sshPort,
            LabSize size,
            Accelerator accelerator,
            String guestCommandLine,
            Optional<Path> kernel,
            Optional<Path> initrd) {

        /** What it booted; empty: what came with its disk. */
        Optional<BootFiles> booted() {
            return kernel.map(image -> new BootFiles(image, initrd));
        }
    }

    LabHost(LabFolder folder, Machine machine) {
        this.folder = folder;
        this.machine = machine;
    }

    /** The one that was brought up in this folder and still runs. */
    public static Optional<LabHost> running(LabFolder folder) {
        if (!Files.exists(folder.machine())) {
            return Optional.empty();
        }
        LabHost host = new LabHost(folder, Json.read(folder.machine(), Machine.class));
        return host.isRunning() ? Optional.of(host) : Optional.empty();
    }

    public Machine machine() {
        return machine;
    }

    public LabFolder folder() {
        return folder;
    }

    /** As trials see it. */
    public HostUnderTest underTest() {
        SshTarget target = new SshTarget(
                        "the lab host", "127.0.0.1", machine.sshPort(), "root", folder.userKey(), folder.knownHosts())
                .withSilence(LONGEST_SILENCE);
        return new HostUnderTest(
                target,
                LibvirtUri.overSsh(target, folder.path()),
                FILES,
                machine.size().guestCpus(),
                machine.size().guestCpusOfNode0(),
                LabSize.HOUSEKEEPING_CPU,
                0,
                1,
                BRIDGE,
                GUEST_ADDRESSES,
                machine.guestCommandLine(),
                machine.accelerator().isEmulated(),
                Optional.of(folder.console()),
                Optional.of(netconsole()),
                this::death);
    }

    /** QEMU's user network hands on what the host sends to its gateway. The port is SSH's, of the other protocol: see {@link Seed}. */
    private Netconsole netconsole() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new Netconsole(new InetSocketAddress(loopback, machine.sshPort()), loopback);
    }

    private boolean isRunning() {
        return startTicks(machine.pid()).equals(Optional.of(machine.startTicks()));
    }

    /** Why the host is dead; empty as long as it lives. */
    public Optional<String> death() {
        Optional<String> last = ConsoleDeath.in(folder.console());
        if (last.isPresent()) {
            return last.map(line -> "the lab host died: " + line);
        }
        return isRunning() ? Optional.empty() : Optional.of("the lab host's machine is gone");
    }

    /** Ends the machine and forgets it, with what was to be put back on it. What it wrote to its disk is gone with it; its console stays. */
    public void down() {
        if (isRunning()) {
            ProcessHandle.of(machine.pid()).ifPresent(ProcessHandle::destroyForcibly);
            Await.until("the end of the lab host's machine", Deadline.in(DOWN_BUDGET), () -> !isRunning());
        }
        try {
            Files.deleteIfExists(folder.machine());
            Files.deleteIfExists(folder.pidFile());
            Files.deleteIfExists(folder.journal());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When a process started, in clock ticks since boot: field 22 of /proc/PID/stat, proc(5). Empty if it is gone or a zombie. */
    static Optional<Long> startTicks(long pid) {
        try {
            String stat = new String(
                    Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "stat")), StandardCharsets.ISO_8859_1);
            // The name before the last parenthesis may hold anything; what follows begins with field 3.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") || fields[0].equals("X")
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(fields[22 - 3]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
