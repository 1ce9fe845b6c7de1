package org.ksmlab.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ksmlab.command.Command;
import org.ksmlab.kernels.BootFiles;

/** The QEMU command of a lab host. It goes to the background once the machine is made, and says then what went wrong. */
record QemuCommand(
        LabSize size,
        Accelerator accelerator,
        BootFiles kernel,
        Path disk,
        Path seed,
        Path console,
        Path pidFile,
        String name,
        int sshPort) {

    Command command() {
        List<Object> words = new ArrayList<>(List.of(
                "qemu-system-x86_64",
                "-name",
                name,
                "-nodefaults",
                "-no-user-config",
                "-machine",
                "q35",
                "-accel",
                accelerator.option(),
                "-cpu",
                accelerator.cpu(),
                "-smp",
                // A socket each: CPUs of one socket on two nodes make the kernel complain of an insane topology.
                size.cpus() + ",sockets=" + size.cpus(),
                "-m",
                size.memoryMib() + "M"));
        for (int node = 0; node < 2; node++) {
            String cpus = node == 0 ? "0-" + (size.cpus() - 2) : String.valueOf(size.cpus() - 1);
            words.addAll(List.of(
                    "-object",
                    "memory-backend-ram,id=m" + node + ",size=" + size.nodeMib().get(node) + "M",
                    "-numa",
                    "node,nodeid=" + node + ",cpus=" + cpus + ",memdev=m" + node));
        }
        words.addAll(List.of(
                "-display",
                "none",
                "-serial",
                "file:" + console, // the one path that QEMU takes as it is, commas and all
                "-no-reboot",
                "-kernel",
                kernel.vmlinuz(),
                "-append",
                // printk times are what guests' stalls are laid over; a host that panics ends, so that it is seen.
                // Emulated SVM now and then forgets an interrupt that reaches a CPU at VMRUN or #VMEXIT, whose flags
                // QEMU changes without a lock. A CPU that ticks meets the next one soon; an idle one without a tick
                // never does, and the host hangs at the next IPI to all CPUs.
                // Code that is at another address in each process is translated anew for each, and a program took three
                // times as long to start.
                "console=ttyS0 root=/dev/vda rw net.ifnames=0 panic=-1 nokaslr norandmaps mitigations=off nohz=off highres=off",
                // What the lab host writes goes to a file without a name, which is gone with the process.
                "-drive",
                "file=" + escape(disk) + ",if=virtio,format=raw,snapshot=on",
                "-drive",
                "file=" + escape(seed) + ",if=virtio,format=raw,readonly=on",
                "-netdev",
                "user,id=n0,hostfwd=tcp:127.0.0.1:" + sshPort + "-:22",
                "-device",
                "virtio-net-pci,netdev=n0",
                "-device",
                "virtio-rng-pci",
                "-daemonize",
                "-pidfile",
                pidFile));
        kernel.initrd().ifPresent(initrd -> words.addAll(List.of("-initrd", initrd)));
        return Command.of(words.toArray());
    }

    /** QEMU's options end at a comma, unless it is doubled. */
    private static String escape(Path path) {
        return path.toString().replace(",", ",,");
    }
}
