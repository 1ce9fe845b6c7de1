package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * Finds out whether this machine's KVM can run a kernel, by running one: a /dev/kvm that opens and creates VMs may still hang at boot.
 * The answer is remembered for this machine, its kernel and its QEMU.
 */
final class AcceleratorProbe {
    /** Where KVM works, a kernel says its first words within a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Shell local;
    private final Path memory;
    private final Consumer<String> progress;

    /**
     * @param machine what the answer holds for
     * @param accelerator the answer
     */
    private record Remembered(String machine, Accelerator accelerator) {}

    /** @param memory the file that remembers */
    AcceleratorProbe(Shell local, Path memory, Consumer<String> progress) {
        this.local = local;
        this.memory = memory;
        this.progress = progress;
    }

    /** @param guest the folder with the guest's kernel and initrd */
    Accelerator choose(Path guest, Deadline deadline) {
        Optional<Accelerator> known = known(deadline);
        if (known.isPresent()) {
            return known.get();
        }
        Accelerator found = nests() && boots(guest, deadline) ? Accelerator.KVM : Accelerator.TCG;
        if (found == Accelerator.TCG) {
            progress.accept("/dev/kvm is there but does not run a kernel with KVM inside: the lab host is emulated");
        }
        Json.write(memory, new Remembered(machine(deadline), found));
        return found;
    }

    /** What {@link #choose} answers, if that is known without booting anything. */
    Optional<Accelerator> known(Deadline deadline) {
        if (!Files.isWritable(Path.of("/dev/kvm"))) {
            return Optional.of(Accelerator.TCG);
        }
        return Optional.of(memory)
                .filter(Files::exists)
                .map(file -> Json.read(file, Remembered.class))
                .filter(before -> before.machine().equals(machine(deadline)))
                .map(Remembered::accelerator);
    }

    private String machine(Deadline deadline) {
        return Stream.of(
                        Command.of("uname", "-nrv"),
                        Command.of("grep", "-m1", "model name", "/proc/cpuinfo"),
                        Command.of("qemu-system-x86_64", "--version"))
                .map(command -> local.run(command, deadline).stdout().strip())
                .collect(Collectors.joining("\n"));
    }

    /** Whether KVM here gives its guests virtualization of their own. */
    private static boolean nests() {
        for (String module : new String[] {"kvm_intel", "kvm_amd"}) {
            Path nested = Path.of("/sys/module", module, "parameters", "nested");
            try {
                if (Files.exists(nested) && Files.readString(nested).strip().matches("[1Y]")) {
                    return true;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return false;
    }

    private boolean boots(Path guest, Deadline deadline) {
        progress.accept("trying whether KVM runs a kernel here");
        Command boot = Command.of(
                "qemu-system-x86_64",
                "-nodefaults",
                "-no-user-config",
                "-machine",
                "q35,accel=kvm",
                "-cpu",
                "host",
                "-m",
                "512M",
                "-display",
                "none",
                "-serial",
                "stdio",
                "-no-reboot",
                "-kernel",
                guest.resolve("vmlinuz"),
                "-initrd",
                guest.resolve("initrd"),
                "-append",
                "console=ttyS0 panic=-1");
        LineWatch ready = new LineWatch("ksmlab-guest: ready");
        try (Running qemu = local.start(boot, ready)) {
            Await.until("a kernel under KVM", deadline.sooner(PATIENCE), () -> ready.isSeen() || !qemu.isAlive());
            return ready.isSeen();
        } catch (WaitTimedOutException e) {
            return false;
        }
    }
}
