package org.ksmlab.virt;

import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** What a guest that has a QEMU process is doing. */
public enum GuestState {
    RUNNING,
    /** By somebody, or by QEMU after an I/O error, e.g. on a full disk. */
    PAUSED,
    SHUTTING_DOWN,
    /** Its kernel panicked; it is kept for inspection and does not run. */
    CRASHED,
    /** A domain that is only defined. Ours never are. */
    OFF;

    static GuestState of(Domain domain) throws LibvirtException {
        return switch (domain.getInfo().state) {
            case VIR_DOMAIN_NOSTATE, VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED -> RUNNING;
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> PAUSED;
            case VIR_DOMAIN_SHUTDOWN -> SHUTTING_DOWN;
            case VIR_DOMAIN_SHUTOFF -> OFF;
            case VIR_DOMAIN_CRASHED -> CRASHED;
        };
    }
}
