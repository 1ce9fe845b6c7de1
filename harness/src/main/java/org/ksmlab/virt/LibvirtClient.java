package org.ksmlab.virt;

import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/** libvirt's client library, once in this JVM: silent, and with its event loop running for as long as the JVM lives. */
final class LibvirtClient {
    /**
     * The library prints every error to standard error unless it gets a handler; ours come as exceptions. Native code keeps a pointer
     * to this, so it is never collected.
     */
    private static final Libvirt.VirErrorCallback SILENT = (userData, error) -> {};

    private static boolean started;

    private LibvirtClient() {}

    /**
     * Loads and prepares the library, the first time. To be called before connecting: a connection made earlier would not use the loop,
     * and keepalive would close it.
     *
     * @throws IllegalStateException if the library is not installed
     */
    static synchronized void start() throws LibvirtException {
        if (started) {
            return;
        }
        try {
            Connect.setErrorCallback(SILENT);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "libvirt's client library is missing; Debian's package for it is libvirt0", e);
        }
        Library.initEventLoop();
        DaemonThread.start("libvirt event loop", LibvirtClient::loop);
        started = true;
    }

    private static void loop() {
        try {
            Library.runEventLoop();
        } catch (LibvirtException | InterruptedException e) {
            // Nobody interrupts it, and poll(2) on its own descriptors does not fail. Calls still end, by their
            // deadlines.
            throw new IllegalStateException("libvirt's event loop ended", e);
        }
    }
}
