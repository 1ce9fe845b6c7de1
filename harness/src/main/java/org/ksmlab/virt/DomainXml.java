package org.ksmlab.virt;

import java.util.Locale;
import java.util.Map;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.GuestSpec;

/**
 * A guest as libvirt wants it written; see its formatdomain.html. Its memory is anonymous and without {@code nosharepages}, because
 * KSM merges anonymous memory only, and only what QEMU marked MADV_MERGEABLE.
 */
final class DomainXml {
    private static final String QEMU_NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0";

    private static final int IO_THREADS = 4;
    private static final int DISK_QUEUE_SIZE = 16;

    /** glibc ignores more (HEAP_MAX_SIZE / 2 in its malloc.c). */
    private static final int MOST_MMAP_THRESHOLD = 32 << 20;

    private DomainXml() {}

    static String of(GuestSpec spec, GuestOwner owner) {
        XmlElement domain = XmlElement.root("domain").attribute("type", spec.kvm() ? "kvm" : "qemu");
        domain.add("name").text(spec.name());
        OwnerElement.write(owner, domain.add("metadata"));
        domain.add("memory").attribute("unit", "MiB").text(spec.memoryMib());
        cpus(domain, spec);
        memory(domain, spec.memory());
        spec.partition()
                .ifPresent(partition -> domain.add("resource").add("partition").text(partition));
        boot(domain, spec.boot());
        endings(domain);
        devices(domain.add("devices"), spec);
        quietAllocator(domain);
        return domain.document();
    }

    private static void cpus(XmlElement domain, GuestSpec spec) {
        domain.add("vcpu")
                .attribute("placement", "static")
                .attribute("cpuset", spec.hostCpus())
                .text(spec.vcpus());
        // QEMU's I/O threads stay: making and ending one takes the process's mmap_lock for writing, and while its pages
        // are
        // being migrated that stops every vCPU, with and without the limit on sharing.
        domain.add("defaultiothread").attribute("thread_pool_min", IO_THREADS).attribute("thread_pool_max", IO_THREADS);
        XmlElement tune = domain.add("cputune");
        for (int vcpu = 0; vcpu < spec.vcpus(); vcpu++) {
            tune.add("vcpupin").attribute("vcpu", vcpu).attribute("cpuset", spec.hostCpus());
        }
        tune.add("emulatorpin").attribute("cpuset", spec.hostCpus());
        if (spec.kvm()) {
            domain.add("cpu").attribute("mode", "host-passthrough");
        }
    }

    private static void memory(XmlElement domain, GuestSpec.MemoryPlacement memory) {
        domain.add("numatune")
                .add("memory")
                .attribute("mode", lowerCase(memory.mode()))
                .attribute("nodeset", memory.node());
    }

    private static void boot(XmlElement domain, GuestSpec.KernelBoot boot) {
        XmlElement os = domain.add("os");
        os.add("type").attribute("arch", "x86_64").attribute("machine", "pc").text("hvm");
        os.add("kernel").text(boot.kernel());
        os.add("initrd").text(boot.initrd());
        os.add("cmdline").text(boot.commandLine());
        XmlElement features = domain.add("features");
        features.add("acpi");
        features.add("apic");
    }

    /**
     * Lets QEMU's malloc take what it will need at once, from one heap, and keep it. Otherwise it maps, unmaps and protects memory now
     * and then, each time with the process's mmap_lock for writing: see above.
     */
    private static void quietAllocator(XmlElement domain) {
        XmlElement commandLine = domain.add(QEMU_NAMESPACE, "qemu:commandline");
        Map.of(
                        "MALLOC_ARENA_MAX", "1",
                        "MALLOC_MMAP_THRESHOLD_", String.valueOf(MOST_MMAP_THRESHOLD),
                        "MALLOC_TRIM_THRESHOLD_", String.valueOf(1 << 30),
                        "MALLOC_TOP_PAD_", String.valueOf(64 << 20))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(variable -> commandLine
                        .add(QEMU_NAMESPACE, "qemu:env")
                        .attribute("name", variable.getKey())
                        .attribute("value", variable.getValue()));
    }

    /** A guest that reboots would look as if nothing had happened; one that panicked is kept, to be looked at. */
    private static void endings(XmlElement domain) {
        domain.add("on_poweroff").text("destroy");
        domain.add("on_reboot").text("destroy");
        domain.add("on_crash").text("preserve");
    }

    private static void devices(XmlElement devices, GuestSpec spec) {
        spec.disk().ifPresent(disk -> disk(devices, disk));
        devices.add("controller").attribute("type", "usb").attribute("model", "none");
        spec.nic().ifPresent(nic -> nic(devices, nic));
        XmlElement serial = devices.add("serial").attribute("type", "file");
        serial.add("source").attribute("path", spec.serialLog()).attribute("append", "on");
        serial.add("target").attribute("port", 0);
        // libvirt adds a balloon unless told not to, and a balloon would move the guest's pages behind our back.
        devices.add("memballoon").attribute("model", "none");
        devices.add("panic").attribute("model", "isa");
    }

    private static void disk(XmlElement devices, GuestSpec.Disk disk) {
        XmlElement element = devices.add("disk").attribute("type", "file").attribute("device", "disk");
        element.add("driver")
                .attribute("name", "qemu")
                .attribute("type", lowerCase(disk.format()))
                .attribute("cache", lowerCase(disk.cache()))
                .attribute("io", lowerCase(disk.io()))
                // QEMU's pool of coroutines, which map their stacks, grows with both: a small one is soon full.
                .attribute("queues", 1)
                .attribute("queue_size", DISK_QUEUE_SIZE);
        element.add("source").attribute("file", disk.path());
        element.add("target").attribute("dev", "vda").attribute("bus", "virtio");
    }

    private static void nic(XmlElement devices, GuestSpec.Nic nic) {
        XmlElement element = devices.add("interface").attribute("type", "bridge");
        element.add("mac").attribute("address", nic.mac());
        element.add("source").attribute("bridge", nic.bridge());
        element.add("model").attribute("type", "virtio");
    }

    /** Our names are libvirt's own, in capitals. */
    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
