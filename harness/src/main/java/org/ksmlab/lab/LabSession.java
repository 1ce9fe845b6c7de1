package org.ksmlab.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.host.Tunables;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * The lab host for as long as one process works with it: the one that is up already, which stays up, or one of its own, which goes down
 * at the end. A host that has died, hangs or runs another kernel than is asked for is replaced. If the process is killed, the machine
 * stays, for {@code ksmlab clean}.
 */
public final class LabSession implements AutoCloseable {
    /** With images to be built. */
    private static final Duration UP_BUDGET = Duration.ofMinutes(30);

    /** With kernels to be built, too. */
    private static final Duration PREPARATION_BUDGET = Duration.ofHours(2);

    /** Between two trials there is nothing that would keep it busy. */
    private static final Duration ANSWER_BUDGET = Duration.ofSeconds(20);

    /** As much as a trial has for it. */
    private static final Duration RESTORE_BUDGET = Duration.ofMinutes(3);

    private final LabStarter starter;
    private final OptionalInt sshPort;
    private final Consumer<String> progress;
    private final LabFolder folder;
    private final LabFolder.Lease lease;
    private final Thread atExit = new Thread(this::downIfOwn, "lab host down");
    private volatile Optional<LabHost> current;

    /** Whether that one is ours to end. */
    private volatile boolean own;

    private boolean over;

    /** For those who name no kernel, also after others have had theirs; empty: the one that comes with the disk. */
    private final Optional<BootFiles> unnamed;

    private LabSession(LabFolder folder, LabStarter starter, OptionalInt sshPort, Consumer<String> progress) {
        this.starter = starter;
        this.sshPort = sshPort;
        this.progress = progress;
        this.folder = folder;
        this.lease = folder.lease();
        this.current = LabHost.running(folder);
        this.unnamed = current.flatMap(host -> host.machine().booted());
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Takes the lab host for this process; boots nothing yet.
     *
     * @param progress gets a line when a host is replaced
     * @throws LabInUseException if another process has it
     */
    public static LabSession open(Path cache, LabStarter starter, OptionalInt sshPort, Consumer<String> progress) {
        return new LabSession(LabFolder.in(cache), starter, sshPort, progress);
    }

    /** Makes what will be booted; an error in that is found before the first trial. */
    public void prepare(List<Kernel> kernels) {
        starter.prepare(kernels, Deadline.in(PREPARATION_BUDGET));
    }

    /**
     * A lab host that lives and runs this kernel; another is replaced.
     *
     * @param kernel empty: that of the host that was up at first, or else the one that comes with its disk
     */
    public LabHost ready(Optional<Kernel> kernel) {
        Deadline deadline = Deadline.in(UP_BUDGET);
        Optional<BootFiles> wanted = kernel.map(one -> one.make(deadline)).or(() -> unnamed);
        Optional<LabHost> up = current;
        if (up.isPresent()) {
            Optional<String> unfit = unfit(up.get(), wanted);
            if (unfit.isEmpty()) {
                return up.get();
            }
            progress.accept("replacing the lab host" + (own ? "" : " that was up") + ": " + unfit.get());
            up.get().down();
        }
        return starter.up(wanted, sshPort, deadline, this::launch);
    }

    /** All that the end of this process has to wait for: no machine is started that it does not know of. */
    private synchronized LabHost launch(Supplier<LabHost> start) {
        if (over) {
            throw new IllegalStateException("no lab host is started any more: ksmlab is ending");
        }
        LabHost host = start.get();
        current = Optional.of(host);
        own = true;
        return host;
    }

    /** Where whoever changes the lab host's tunables remembers what they were. */
    public Path journal() {
        return folder.journal();
    }

    /** Why it cannot be used; empty if it can. */
    private Optional<String> unfit(LabHost host, Optional<BootFiles> wanted) {
        return host.death().or(() -> otherKernel(host, wanted)).or(() -> trouble(host));
    }

    /**
     * Asks it, and puts back what was changed on it by a process that was killed. A host that hangs has not died, and yet no trial will ever
     * run on it again.
     */
    private Optional<String> trouble(LabHost host) {
        Deadline deadline = Deadline.in(ANSWER_BUDGET);
        try (Shell shell = host.underTest().connect(deadline)) {
            shell.run(Command.of("true"), deadline).orThrow();
            if (Files.exists(journal())) {
                progress.accept("putting back what was changed on the lab host, and was left so");
                new Tunables(shell, journal()).restore(Deadline.in(RESTORE_BUDGET));
            }
            return Optional.empty();
        } catch (HostUnreachableException | WaitTimedOutException e) {
            return Optional.of("it does not answer");
        } catch (CommandFailedException e) {
            return Optional.of("it is not as it was: " + e.getMessage());
        }
    }

    private static Optional<String> otherKernel(LabHost host, Optional<BootFiles> wanted) {
        Optional<Path> image = wanted.map(BootFiles::vmlinuz);
        return host.machine().kernel().equals(image)
                ? Optional.empty()
                : Optional.of("it runs " + name(host.machine().kernel()) + ", and the next trial needs " + name(image));
    }

    private static String name(Optional<Path> kernel) {
        return kernel.map(Path::toString).orElse("its disk's own kernel");
    }

    /** Also while it boots. */
    private synchronized void downIfOwn() {
        over = true;
        if (own) {
            current.ifPresent(LabHost::down);
        }
        current = Optional.empty();
    }

    @Override
    public void close() {
        try {
            downIfOwn();
        } finally {
            lease.close();
            removeHook();
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook has nothing more to do.
        }
    }
}
