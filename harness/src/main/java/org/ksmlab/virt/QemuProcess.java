package org.ksmlab.virt;

import java.util.List;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.model.GuestSpec;
import org.ksmlab.waiting.Deadline;

/** The process that a guest is on its host, as it was when we looked. */
public record QemuProcess(long pid, List<QemuThread> threads) {
    public QemuProcess {
        threads = List.copyOf(threads);
    }

    /**
     * Looks at a guest's process on its host, as root; empty if it has none.
     *
     * @throws IllegalArgumentException if what the host says of it is not what Linux and libvirt write
     */
    public static Optional<QemuProcess> of(Shell host, String guest, Deadline deadline) {
        GuestSpec.requireName(guest);
        // libvirt's API does not tell the process; its QEMU driver writes this file.
        return host.read("/run/libvirt/qemu/" + guest + ".pid", deadline)
                .map(text -> Long.parseLong(text.strip()))
                .flatMap(pid -> of(host, pid, deadline));
    }

    /** Looks at this process; empty if it is gone. */
    public static Optional<QemuProcess> of(Shell host, long pid, Deadline deadline) {
        Command everyStatus = Command.of(
                "find",
                "/proc/" + pid + "/task",
                "-mindepth",
                2,
                "-maxdepth",
                2,
                "-name",
                "status",
                "-exec",
                "cat",
                "{}",
                "+");
        // Threads end while we look, and then it fails although all others have been read.
        List<QemuThread> threads =
                QemuThread.parse(host.run(everyStatus, deadline).stdout());
        return threads.isEmpty() ? Optional.empty() : Optional.of(new QemuProcess(pid, threads));
    }

    public List<QemuThread> vcpus() {
        return threads.stream().filter(QemuThread::isVcpu).toList();
    }
}
