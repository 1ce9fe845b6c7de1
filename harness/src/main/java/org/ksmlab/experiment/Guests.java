package org.ksmlab.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ksmlab.command.Command;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.GuestSpec;
import org.ksmlab.ssh.SshShell;
import org.ksmlab.ssh.SshTarget;
import org.ksmlab.virt.GuestEvent;
import org.ksmlab.virt.GuestWatcher;
import org.ksmlab.virt.Hypervisor;
import org.ksmlab.virt.QemuProcess;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;
import org.ksmlab.waiting.WaitTimedOutException;

/** The guests of one trial, which start side by side, and are gone when this is closed. Their serial logs stay on the host. */
final class Guests implements AutoCloseable {
    /** A trial of more is a mistake in somebody's units. */
    static final int MOST = 32;

    /** A guest in an emulated host: seen 8 to 20 s, several at once, on two cores. */
    private static final Duration BOOT_BUDGET = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(300);
    private static final int ATTEMPTS = 3;

    /** Longer than any stall that a trial looks for: a guest that is stalled has not lost its connection. */
    private static final Duration GUEST_SILENCE = Duration.ofMinutes(5);

    private static final Duration RECONNECT_BUDGET = Duration.ofSeconds(15);
    private static final Duration CLOSE_BUDGET = Duration.ofMinutes(1);

    private final HostUnderTest host;
    private final SshShell shell;
    private final Hypervisor hypervisor;
    private final Scenario scenario;
    private final GuestOwner owner;
    private final Consoles consoles;
    private final List<Guest> guests = new ArrayList<>();

    /** Also of guests that were started in vain. */
    private final List<Shell> shells = new CopyOnWriteArrayList<>();

    private final List<GuestWatcher> watchers = new CopyOnWriteArrayList<>();

    private boolean closed;

    /** None is started yet. */
    Guests(
            HostUnderTest host,
            SshShell shell,
            Hypervisor hypervisor,
            Scenario scenario,
            GuestOwner owner,
            Consoles consoles) {
        this.host = host;
        this.shell = shell;
        this.hypervisor = hypervisor;
        this.scenario = scenario;
        this.owner = owner;
        this.consoles = consoles;
    }

    /** Starts them all and waits until each can be logged in to. */
    void start(Deadline deadline) {
        // A trial that failed while a guest was starting may have left it.
        hypervisor.ours(deadline).forEach(guest -> hypervisor.destroy(guest.name(), deadline));
        makeFiles(deadline);
        List<Supplier<Guest>> starts = new ArrayList<>();
        for (int i = 0; i < scenario.guests(); i++) {
            int number = i;
            starts.add(() -> startOne(number, deadline));
        }
        guests.addAll(SideBySide.all("the guests", deadline, starts));
    }

    Set<Long> pids() {
        return guests.stream().map(Guest::pid).collect(Collectors.toSet());
    }

    List<Guest> all() {
        return List.copyOf(guests);
    }

    /** @throws TrialFailedException if a guest is gone or the host is dead */
    void requireAlive() {
        host.death().get().ifPresent(why -> {
            throw new TrialFailedException(why);
        });
        watchers.forEach(watcher -> watcher.firstEnd().ifPresent(Guests::lost));
    }

    private static void lost(GuestEvent end) {
        throw new TrialFailedException("guest " + end.guest() + " was lost: "
                + end.kind().name().toLowerCase(Locale.ROOT) + " (" + end.detail() + ")");
    }

    static GuestSpec spec(HostUnderTest host, Scenario scenario, int number) {
        String name = GuestSpec.NAME_PREFIX + "g" + (number + 1);
        // A guest that panics reboots, which libvirt takes for its end: so it is seen, and not waited for.
        String commandLine = host.guestCommandLine() + " panic=-1 ksmlab.name=" + name + " ksmlab.ip="
                + host.guestAddresses().get(number) + "/24 ksmlab.watchdog_thresh=" + scenario.watchdogThresh();
        return new GuestSpec(
                name,
                scenario.vcpus(),
                scenario.memoryMib(),
                host.guestCpus(),
                // Preferred, not strict: nothing may keep the pages on the node when somebody moves them.
                new GuestSpec.MemoryPlacement(host.sourceNode(), GuestSpec.MemoryPlacement.Mode.PREFERRED),
                new GuestSpec.KernelBoot(host.program("vmlinuz"), host.program("initrd"), commandLine),
                Optional.of(new GuestSpec.Disk(
                        disk(host, name),
                        GuestSpec.Disk.Format.RAW,
                        // QEMU's pool of I/O threads would map and unmap stacks all the time, as no quiet guest does.
                        GuestSpec.Disk.Cache.NONE,
                        GuestSpec.Disk.Io.NATIVE)),
                Optional.of(new GuestSpec.Nic(
                        host.bridge(), String.format(Locale.ROOT, "52:54:00:77:00:%02x", number + 11))),
                host.files() + "/" + name + ".serial",
                true,
                Optional.empty());
    }

    private static String disk(HostUnderTest host, String name) {
        return host.files() + "/" + name + ".disk";
    }

    /** Blank disks, and serial logs without what earlier trials said. */
    private void makeFiles(Deadline deadline) {
        List<Object> remove = new ArrayList<>(List.of("rm", "-f", "--"));
        List<Object> make = new ArrayList<>(List.of("truncate", "--size=64M", "--"));
        for (int i = 0; i < scenario.guests(); i++) {
            GuestSpec spec = spec(host, scenario, i);
            remove.addAll(List.of(spec.serialLog(), disk(host, spec.name())));
            make.add(disk(host, spec.name()));
        }
        shell.run(Command.of(remove.toArray()), deadline).orThrow();
        shell.run(Command.of(make.toArray()), deadline).orThrow();
    }

    /** A guest that dies at start, or never gets ready, is started again: emulation loses one now and then. */
    private Guest startOne(int number, Deadline deadline) {
        GuestSpec spec = spec(host, scenario, number);
        consoles.followSerial(
                spec.name(),
                new ReconnectingShell(shell, () -> host.connect(Deadline.in(RECONNECT_BUDGET))),
                spec.serialLog());
        for (int attempt = 1; ; attempt++) {
            try {
                return tryStart(spec, host.guestAddresses().get(number), deadline);
            } catch (TrialFailedException | HostUnreachableException | WaitTimedOutException e) {
                hypervisor.destroy(spec.name(), deadline);
                if (attempt == ATTEMPTS
                        || deadline.expired()
                        || host.death().get().isPresent()) {
                    throw e;
                }
            }
        }
    }

    private Guest tryStart(GuestSpec spec, String address, Deadline whole) {
        Deadline deadline = whole.sooner(BOOT_BUDGET);
        int readyBefore = consoles.timesReady(spec.name());
        int givenUpBefore = consoles.timesGivenUp(spec.name());
        hypervisor.start(spec, owner, deadline);
        GuestWatcher watcher = hypervisor.watch(Set.of(spec.name()), deadline);
        try {
            Await.until("guest " + spec.name() + " to boot", deadline, POLL, () -> {
                host.death().get().ifPresent(why -> {
                    throw new TrialFailedException(why);
                });
                watcher.firstEnd().ifPresent(Guests::lost);
                if (consoles.timesGivenUp(spec.name()) > givenUpBefore) {
                    throw new TrialFailedException("guest " + spec.name() + " gave up; its console says why");
                }
                return consoles.timesReady(spec.name()) > readyBefore;
            });
            long pid = QemuProcess.of(shell, spec.name(), deadline)
                    .orElseThrow(() -> new TrialFailedException("guest " + spec.name() + " has no process"))
                    .pid();
            SshTarget target = new SshTarget(
                            spec.name(),
                            address,
                            22,
                            "root",
                            host.target().privateKey(),
                            host.target().knownHosts())
                    .withSilence(GUEST_SILENCE);
            Guest guest = new Guest(spec, pid, SshShell.connectThrough(shell, target, deadline));
            shells.add(guest.shell());
            consoles.followKmsg(
                    spec.name(),
                    new ReconnectingShell(
                            guest.shell(),
                            () -> SshShell.connectThrough(shell, target, Deadline.in(RECONNECT_BUDGET))));
            watchers.add(watcher);
            return guest;
        } catch (RuntimeException e) {
            watcher.close();
            throw e;
        }
    }

    /** Ends them; does nothing once that is done. What failed is done again. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        Deadline deadline = Deadline.in(CLOSE_BUDGET);
        watchers.forEach(GuestWatcher::close);
        shells.forEach(Shell::close);
        List<Runnable> ends = new ArrayList<>();
        for (int i = 0; i < scenario.guests(); i++) {
            String name = spec(host, scenario, i).name();
            ends.add(() -> hypervisor.destroy(name, deadline));
        }
        SideBySide.run("the guests' end", deadline, ends);
        closed = true;
    }
}
