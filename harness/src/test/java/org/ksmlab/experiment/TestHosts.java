package org.ksmlab.experiment;

import java.util.List;
import java.util.Optional;
import org.ksmlab.model.CpuSet;
import org.ksmlab.ssh.SshTarget;
import org.ksmlab.virt.LibvirtUri;

/** Hosts that nothing is done on. */
final class TestHosts {
    private TestHosts() {}

    static HostUnderTest at(SshTarget target, LibvirtUri libvirt) {
        return new HostUnderTest(
                target,
                libvirt,
                "/var/lib/ksmlab",
                CpuSet.parse("1-3"),
                CpuSet.of(1),
                0,
                0,
                1,
                "br0",
                List.of("10.77.0.11", "10.77.0.12"),
                "console=ttyS0",
                true,
                Optional.empty(),
                Optional.empty(),
                Optional::empty);
    }
}
