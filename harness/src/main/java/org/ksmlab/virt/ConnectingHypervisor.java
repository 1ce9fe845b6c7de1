package org.ksmlab.virt;

import java.util.concurrent.CompletableFuture;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;

/** A connection to a host's libvirt that is made while its owner does something else. */
public final class ConnectingHypervisor implements AutoCloseable {
    private final String what;
    private final CompletableFuture<Hypervisor> connecting;

    private ConnectingHypervisor(LibvirtUri uri, Deadline deadline) {
        what = "the connection to " + uri;
        connecting = SideBySide.start(what, () -> Hypervisor.connect(uri, deadline));
    }

    /** Begins to connect. */
    public static ConnectingHypervisor start(LibvirtUri uri, Deadline deadline) {
        return new ConnectingHypervisor(uri, deadline);
    }

    /**
     * The connection, once it is there.
     *
     * @throws org.ksmlab.command.HostUnreachableException if libvirt cannot be connected to
     */
    public Hypervisor get(Deadline deadline) {
        return Await.result(what, deadline, connecting);
    }

    /** Ends the connection; one that is still being made then ends as soon as it is there. */
    @Override
    public void close() {
        var unused = connecting.thenAccept(Hypervisor::close);
    }
}
