package org.ksmlab.experiment;

import org.ksmlab.model.GuestSpec;
import org.ksmlab.ssh.SshShell;

/**
 * A guest that is up.
 *
 * @param pid of its QEMU process on the host
 * @param shell into the guest, by way of the host
 */
record Guest(GuestSpec spec, long pid, SshShell shell) {
    String name() {
        return spec.name();
    }
}
