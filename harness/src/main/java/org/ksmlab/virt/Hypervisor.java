package org.ksmlab.virt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.GuestSpec;
import org.ksmlab.waiting.Deadline;
import org.libvirt.Connect;
import org.libvirt.Connect.ConnectListAllDomainsFlags;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * The guests on one host. Guests are transient domains: gone without a trace once they stop, but alive while nobody is connected, so
 * that a connection that breaks in the middle of a lockup takes no evidence with it. What a killed run left behind is found by
 * {@link #ours} and removed by {@link #destroy}. A domain that has not both a name and metadata of ours is never touched.
 *
 * <p>May be used by several threads at once. Besides what they say, methods throw HostUnreachableException if the connection is broken,
 * {@link HypervisorException} if libvirt refuses, and WaitTimedOutException if it has not answered by the deadline.
 */
public final class Hypervisor implements AutoCloseable {
    /**
     * Not VALIDATE: libvirtd reads its schema anew for each domain, which takes a second of an emulated host, and fails when two do so
     * at the same time ("Unable to parse RNG", libvirt 9.0). The tests validate.
     */
    private static final int NO_FLAGS = 0;

    private static final String BEFORE_THE_WATCH = "before the watch began";

    private final Connection connection;
    private final Watchers watchers;

    private Hypervisor(Connection connection, Watchers watchers) {
        this.connection = connection;
        this.watchers = watchers;
    }

    /** Connects to a host's libvirt. */
    public static Hypervisor connect(LibvirtUri uri, Deadline deadline) {
        Watchers watchers = new Watchers();
        return new Hypervisor(Connection.open(uri, watchers, watchers, deadline), watchers);
    }

    /**
     * Starts a guest. Its process runs when this returns, which says nothing of its kernel. A guest that libvirt starts only after the
     * deadline is destroyed again.
     */
    public void start(GuestSpec spec, GuestOwner owner, Deadline deadline) {
        String name = spec.name();
        String xml = DomainXml.of(spec, owner);
        connection.call(
                "the start of " + name,
                deadline,
                connect -> {
                    // Without validation libvirt ignores what it does not know.
                    Domain started = connect.domainCreateXML(xml, NO_FLAGS);
                    try {
                        return started.getUUIDString();
                    } finally {
                        started.free();
                    }
                },
                late -> connection.callNow("the end of " + name, connect -> destroyLate(connect, late)));
    }

    /** By its UUID: a next guest may have taken the name. */
    private static Optional<Boolean> destroyLate(Connect connect, String uuid) throws LibvirtException {
        return Domains.use(connect.domainLookupByUUIDString(uuid), domain -> {
            domain.destroy();
            return true;
        });
    }

    /**
     * Ends a guest at once, as pulling the plug does; its process is gone when this returns.
     *
     * @return false if there was no such guest
     * @throws ForeignDomainException if it is not ours
     */
    public boolean destroy(String name, Deadline deadline) {
        return connection.call("the end of " + name, deadline, connect -> destroy(connect, name));
    }

    private boolean destroy(Connect connect, String name) throws LibvirtException {
        return Domains.find(connect, name, domain -> {
                    Domains.ownerOf(domain);
                    domain.destroy();
                    return true;
                })
                .orElse(false);
    }

    /** Our guests on this host, whichever run started them. */
    public List<OwnGuest> ours(Deadline deadline) {
        return connection.call("the list of guests", deadline, connect -> {
            List<OwnGuest> found = new ArrayList<>();
            for (Domain domain : connect.listAllDomains(ConnectListAllDomainsFlags.CONNECT_LIST_DOMAINS_ACTIVE)) {
                Domains.use(domain, Hypervisor::own).flatMap(own -> own).ifPresent(found::add);
            }
            return found;
        });
    }

    private static Optional<OwnGuest> own(Domain domain) throws LibvirtException {
        try {
            GuestOwner owner = Domains.ownerOf(domain);
            return Optional.of(new OwnGuest(domain.getName(), owner, GuestState.of(domain)));
        } catch (ForeignDomainException e) {
            return Optional.empty();
        }
    }

    /** Watches guests that were started before; one that is gone already counts as stopped. The caller closes the watcher. */
    public GuestWatcher watch(Set<String> guests, Deadline deadline) {
        GuestWatcher watcher = watchers.add();
        try {
            connection.call("the watch over " + String.join(", ", guests), deadline, connect -> {
                for (String guest : guests) {
                    beginWatching(connect, guest, watcher);
                }
                return watcher;
            });
            return watcher;
        } catch (RuntimeException e) {
            watcher.close();
            throw e;
        }
    }

    private static void beginWatching(Connect connect, String guest, GuestWatcher watcher) throws LibvirtException {
        GuestState state = Domains.find(connect, guest, domain -> {
                    // Before asking for the state, so that an end after the answer is not missed.
                    watcher.include(domain.getUUIDString(), guest);
                    return GuestState.of(domain);
                })
                .orElse(GuestState.OFF);
        switch (state) {
            case RUNNING, PAUSED, SHUTTING_DOWN -> {}
            case CRASHED -> watcher.add(guest, GuestEvent.Kind.CRASHED, BEFORE_THE_WATCH);
            case OFF -> watcher.add(guest, GuestEvent.Kind.STOPPED, BEFORE_THE_WATCH);
        }
    }

    /** Ends the connection, not the guests. Does nothing the second time; never hangs. */
    @Override
    public void close() {
        connection.close();
    }
}
