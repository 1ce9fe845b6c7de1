package org.ksmlab.virt;

/** libvirt refused. The message says where, what was asked of it, and libvirt's own words. */
public final class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HypervisorException(String uri, String what, Throwable cause) {
        super(uri + ": " + what + ": " + cause.getMessage(), cause);
    }
}
