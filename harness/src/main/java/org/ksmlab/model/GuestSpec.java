package org.ksmlab.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A guest as we want it. Paths are paths on its host.
 *
 * @param name begins with {@link #NAME_PREFIX}
 * @param memoryMib the guest's memory, in MiB
 * @param hostCpus where all of its threads may run, vCPUs or not; a host CPU that is not in here never runs this guest
 * @param serialLog the file its serial port appends to
 * @param kvm false: emulated, for a host without KVM
 * @param partition the resource partition to put it in, e.g. {@code /machine}, which is systemd's machine.slice; empty: libvirt's own
 *     choice
 */
public record GuestSpec(
        String name,
        int vcpus,
        int memoryMib,
        CpuSet hostCpus,
        MemoryPlacement memory,
        KernelBoot boot,
        Optional<Disk> disk,
        Optional<Nic> nic,
        String serialLog,
        boolean kvm,
        Optional<String> partition) {
    /** What the names of all our guests begin with. */
    public static final String NAME_PREFIX = "ksmlab-";

    /** Short enough for a host name and for the path of a socket, and without a character that means something in a path. */
    private static final Pattern NAME = Pattern.compile(NAME_PREFIX + "[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");

    /** QEMU's limit for the q35 machine. */
    private static final int MAX_VCPUS = 288;

    public GuestSpec {
        requireName(name);
        if (vcpus < 1 || vcpus > MAX_VCPUS) {
            throw new IllegalArgumentException("vcpus: " + vcpus);
        }
        if (memoryMib < 1) {
            throw new IllegalArgumentException("memoryMib: " + memoryMib);
        }
        if (hostCpus.isEmpty()) {
            throw new IllegalArgumentException("hostCpus: none");
        }
        PlainText.requireAbsolutePath("serialLog", serialLog);
        partition.ifPresent(path -> PlainText.requireAbsolutePath("partition", path));
    }

    /** Refuses a name that no guest of ours can have, with an IllegalArgumentException. */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: '" + name + "': not " + NAME.pattern());
        }
    }

    /**
     * Where its memory comes from.
     *
     * @param node the NUMA node
     */
    public record MemoryPlacement(int node, Mode mode) {
        /** One above the highest node number of any x86 kernel (NODES_SHIFT is at most 10). */
        private static final int NODE_LIMIT = 1024;

        public MemoryPlacement {
            if (node < 0 || node >= NODE_LIMIT) {
                throw new IllegalArgumentException("node: " + node);
            }
        }

        /** As libvirt means them ("NUMA Node Tuning" in its formatdomain.html). */
        public enum Mode {
            /** Bound to the node by mbind(2) and by its cpuset. */
            STRICT,
            /** From the node while it has room; nothing keeps the memory there. */
            PREFERRED,
            /** Bound by its cpuset only: the memory has the default policy. */
            RESTRICTIVE
        }
    }

    /** The kernel it boots without a boot loader. */
    public record KernelBoot(String kernel, String initrd, String commandLine) {
        /** COMMAND_LINE_SIZE in arch/x86/include/asm/setup.h is 2048, with the terminating NUL; the kernel cuts off the rest. */
        private static final int MAX_COMMAND_LINE = 2047;

        public KernelBoot {
            PlainText.requireAbsolutePath("kernel", kernel);
            PlainText.requireAbsolutePath("initrd", initrd);
            PlainText.require("commandLine", commandLine);
            if (commandLine.length() > MAX_COMMAND_LINE) {
                throw new IllegalArgumentException("commandLine: " + commandLine.length() + " characters");
            }
        }
    }

    /** Its first disk, /dev/vda. */
    public record Disk(String path, Format format, Cache cache, Io io) {
        public Disk {
            PlainText.requireAbsolutePath("disk", path);
            if (io == Io.NATIVE && cache != Cache.NONE) {
                throw new IllegalArgumentException("io: " + io + ": needs cache NONE, not " + cache);
            }
        }

        public enum Format {
            RAW,
            QCOW2
        }

        public enum Cache {
            /** O_DIRECT: the guest's writes do not go through the host's page cache. */
            NONE,
            WRITEBACK
        }

        /** How QEMU submits the guest's requests. */
        public enum Io {
            /** Linux AIO. */
            NATIVE,
            /** A pool of threads. */
            THREADS
        }
    }

    /**
     * Its network card.
     *
     * @param bridge a bridge that exists on the host
     * @param mac e.g. {@code 52:54:00:00:00:01}
     */
    public record Nic(String bridge, String mac) {
        /** IFNAMSIZ is 16, with the terminating NUL. */
        private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

        /** The lowest bit of the first byte would make it a multicast address. */
        private static final Pattern UNICAST = Pattern.compile("[0-9a-f][02468ace](?::[0-9a-f]{2}){5}");

        public Nic {
            if (!BRIDGE.matcher(bridge).matches()) {
                throw new IllegalArgumentException("bridge: '" + bridge + "'");
            }
            if (!UNICAST.matcher(mac).matches()) {
                throw new IllegalArgumentException("mac: '" + mac + "'");
            }
        }
    }
}
