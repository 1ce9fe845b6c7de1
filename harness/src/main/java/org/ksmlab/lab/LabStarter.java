package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.ssh.SshKeys;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;
import org.ksmlab.waiting.WaitTimedOutException;

/** Brings the lab host up: builds its images, makes its keys, chooses an accelerator and a size, starts it and waits until it is ready. */
public final class LabStarter {
    /** Seen: 15 to 35 s; a machine of 2 cores with other work takes longer. */
    private static final Duration BOOT_BUDGET = Duration.ofMinutes(3);

    private static final int BOOT_ATTEMPTS = 3;

    private final Shell local;
    private final LabFolder folder;
    private final Path recipes;
    private final Path cache;
    private final LabSize.Sizing sizing;
    private final Consumer<String> progress;

    /**
     * For one cache, of a size for guests.
     *
     * @param recipes the folder guest-images
     * @param progress gets a line for each step
     */
    public LabStarter(Shell local, Path recipes, Path cache, Consumer<String> progress) {
        this(local, recipes, cache, LabSize::forMachine, progress);
    }

    /** Of another size. */
    LabStarter(Shell local, Path recipes, Path cache, LabSize.Sizing sizing, Consumer<String> progress) {
        this.local = local;
        this.folder = LabFolder.in(cache);
        this.recipes = recipes;
        this.cache = cache;
        this.sizing = sizing;
        this.progress = progress;
    }

    /**
     * Makes what it is booted of, images and kernels side by side, so that {@link #up} need not.
     *
     * @throws CommandFailedException if something cannot be made
     */
    public void prepare(List<Kernel> kernels, Deadline deadline) {
        SideBySide.run(
                "the images and kernels",
                deadline,
                List.of(
                        () -> images(deadline),
                        // One after the other: those that are built here share a tree.
                        () -> kernels.forEach(kernel -> kernel.make(deadline))));
    }

    private Images.Built images(Deadline deadline) {
        return new Images(local, recipes, cache.resolve("images"), progress).build(deadline);
    }

    /**
     * Brings it up. The caller has the {@linkplain LabFolder#lease lease}.
     *
     * @param kernel empty: the one that comes with its disk
     * @param sshPort on 127.0.0.1; empty: any free one
     * @throws HostUnreachableException if it does not come up; the message says what its console says
     */
    public LabHost up(Optional<BootFiles> kernel, OptionalInt sshPort, Deadline deadline) {
        return up(kernel, sshPort, deadline, Supplier::get);
    }

    /**
     * Brings it up for whoever may have to end it while it boots.
     *
     * @param launch starts a machine by what it is given, which takes seconds, and then knows it; once for each boot
     */
    LabHost up(
            Optional<BootFiles> kernel,
            OptionalInt sshPort,
            Deadline deadline,
            Function<Supplier<LabHost>, LabHost> launch) {
        int port = sshPort.isPresent() ? free(sshPort.getAsInt()) : free(0); // first: to be told of it late is annoying
        Images.Built images = images(deadline);
        SshKeys user = SshKeys.ensure(local, folder.userKey(), deadline);
        SshKeys hostKeys = SshKeys.ensure(local, folder.hostKey(), deadline);
        SshKeys guestKeys = SshKeys.ensure(local, folder.guestKey(), deadline);
        new Seed(local, folder, user, hostKeys, guestKeys).make(images, port);
        Accelerator accelerator = new AcceleratorProbe(local, cache.resolve("accelerator.json"), progress)
                .choose(images.guest(), deadline);
        LabSize size = sizing.suiting(Runtime.getRuntime().availableProcessors(), LabSize.availableMib());
        writeKnownHosts(port, hostKeys, guestKeys);

        progress.accept("booting the lab host: " + size.cpus() + " CPUs, " + size.memoryMib()
                + " MiB on two NUMA nodes, " + (accelerator.isEmulated() ? "emulated" : "KVM")
                + kernel.flatMap(BootFiles::release)
                        .map(release -> ", kernel " + release)
                        .orElse(""));
        for (int attempt = 1; ; attempt++) {
            LabHost host = launch.apply(() -> start(kernel, images, accelerator, size, port, deadline));
            Optional<String> failure;
            try {
                failure = failureToBoot(host, deadline);
            } catch (RuntimeException e) {
                host.down();
                throw e;
            }
            if (failure.isEmpty()) {
                return host;
            }
            host.down();
            Path kept = keepConsole(attempt);
            if (attempt == BOOT_ATTEMPTS) {
                throw new HostUnreachableException(
                        "the lab host",
                        new IllegalStateException("it did not come up in " + BOOT_ATTEMPTS + " boots; in the last one, "
                                + failure.get() + " (" + kept + ")"));
            }
            progress.accept(failure.get() + ", while it booted: booting it again; its console is kept in " + kept);
        }
    }

    /**
     * Waits until it is ready. An emulated host may hang at boot or die, for no fault of the kernel's; a kernel that cannot boot fails
     * each time.
     *
     * @return what went wrong; empty if it is ready
     */
    private Optional<String> failureToBoot(LabHost host, Deadline deadline) {
        BootConsole console = new BootConsole(folder.console(), LabHost.READY);
        try {
            Await.until("the lab host to boot", deadline.sooner(BOOT_BUDGET), Duration.ofMillis(200), () -> {
                console.read();
                return console.isReady() || trouble(host, console).isPresent();
            });
            return console.isReady() ? Optional.empty() : trouble(host, console);
        } catch (WaitTimedOutException e) {
            if (deadline.expired()) {
                throw e;
            }
            return Optional.of("the lab host was not ready after " + BOOT_BUDGET.toMinutes() + " minutes");
        }
    }

    private static Optional<String> trouble(LabHost host, BootConsole console) {
        return host.death().or(() -> console.failure().map(why -> "the lab host hangs: " + why));
    }

    /** The next boot begins a console of its own. */
    private Path keepConsole(int attempt) {
        Path kept = folder.path().resolve("console-of-failed-boot-" + attempt + ".log");
        try {
            return Files.copy(folder.console(), kept, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(kept.toString(), e);
        }
    }

    private LabHost start(
            Optional<BootFiles> kernel,
            Images.Built images,
            Accelerator accelerator,
            LabSize size,
            int port,
            Deadline deadline) {
        try {
            Files.deleteIfExists(folder.console());
            Files.deleteIfExists(folder.pidFile());
            Files.deleteIfExists(folder.journal()); // of a machine that was ended from outside
            String guestCommandLine =
                    Files.readString(images.guest().resolve("cmdline")).strip();
            String name = "ksmlab-lab";
            QemuCommand qemu = new QemuCommand(
                    size,
                    accelerator,
                    kernel.orElseGet(() -> BootFiles.in(images.labHost())),
                    images.labHost().resolve("disk.img"),
                    folder.seed(),
                    folder.console(),
                    folder.pidFile(),
                    name,
                    port);
            CommandResult result = local.run(qemu.command(), deadline);
            if (!result.ok()) {
                throw new HostUnreachableException(
                        "the lab host",
                        new IllegalStateException(result.stderr().strip()));
            }
            long pid = Long.parseLong(Files.readString(folder.pidFile()).strip());
            try {
                LabHost.Machine machine = new LabHost.Machine(
                        pid,
                        startTicks(pid),
                        port,
                        size,
                        accelerator,
                        guestCommandLine,
                        kernel.map(BootFiles::vmlinuz),
                        kernel.flatMap(BootFiles::initrd));
                Json.write(folder.machine(), machine);
                return new LabHost(folder, machine);
            } catch (RuntimeException e) {
                // Nobody would ever know of it.
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the lab host: " + e.getMessage(), e);
        }
    }

    private static long startTicks(long pid) {
        return LabHost.startTicks(pid)
                .orElseThrow(() -> new HostUnreachableException(
                        "the lab host", new IllegalStateException("its machine ended at once")));
    }

    /** The port, if it is free; any free one for 0. */
    private static int free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("port " + port + " on 127.0.0.1 is taken; --ssh-port can name another", e);
        }
    }

    private void writeKnownHosts(int port, SshKeys host, SshKeys guest) {
        try {
            List<String> lines = new ArrayList<>(List.of(host.knownHostsLine("127.0.0.1", port)));
            LabHost.GUEST_ADDRESSES.forEach(address -> lines.add(guest.knownHostsLine(address, 22)));
            Files.write(folder.knownHosts(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.knownHosts().toString(), e);
        }
    }
}
