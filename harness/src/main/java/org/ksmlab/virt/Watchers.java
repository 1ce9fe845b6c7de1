package org.ksmlab.virt;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.ConnectionCloseListener;
import org.libvirt.event.ConnectionCloseReason;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.LifecycleListener;

/** Hands what libvirt tells a connection to those who watch. It is told on the thread of the event loop, which must never wait. */
final class Watchers implements LifecycleListener, ConnectionCloseListener {
    private final List<GuestWatcher> watchers = new CopyOnWriteArrayList<>();

    GuestWatcher add() {
        GuestWatcher watcher = new GuestWatcher(watchers::remove);
        watchers.add(watcher);
        return watcher;
    }

    @Override
    public int onLifecycleChange(Domain domain, DomainEvent event) {
        String uuid = uuidOf(domain);
        watchers.forEach(watcher -> watcher.happened(uuid, event));
        return 0;
    }

    @Override
    public void onClose(Connect connect, ConnectionCloseReason reason) {
        String why = "connection: " + reason.name().toLowerCase(Locale.ROOT);
        watchers.forEach(watcher -> watcher.connectionClosed(why));
    }

    /** Asks nobody: the UUID came with the event. Frees the domain, which would keep the connection open until it is collected. */
    private static String uuidOf(Domain domain) {
        try {
            String uuid = domain.getUUIDString();
            domain.free();
            return uuid;
        } catch (LibvirtException e) {
            throw new IllegalStateException("an event of a domain without a UUID", e);
        }
    }
}
