package org.ksmlab.virt;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.libvirt.event.DomainEvent;

/**
 * Remembers what becomes of some guests from the moment it was made. It is told by libvirt, within milliseconds; a waiting loop looks at
 * {@link #firstEnd} as often as it likes. Made by {@link Hypervisor#watch}.
 */
public final class GuestWatcher implements AutoCloseable {
    /** By UUID, because the end of a former guest of the same name may be told late. */
    private final Map<String, String> namesByUuid = new ConcurrentHashMap<>();

    private final Consumer<GuestWatcher> onClose;
    private final Clock clock = Clock.systemUTC();
    private final List<GuestEvent> events = new CopyOnWriteArrayList<>();

    GuestWatcher(Consumer<GuestWatcher> onClose) {
        this.onClose = onClose;
    }

    /** What has happened so far, in order. */
    List<GuestEvent> events() {
        return List.copyOf(events);
    }

    /** The first guest that stopped, crashed or was lost. */
    public Optional<GuestEvent> firstEnd() {
        return events.stream().filter(GuestEvent::isEnd).findFirst();
    }

    /** Stops watching. What was seen stays. */
    @Override
    public void close() {
        onClose.accept(this);
    }

    void include(String uuid, String name) {
        namesByUuid.put(uuid, name);
    }

    void add(String guest, GuestEvent.Kind kind, String detail) {
        events.add(new GuestEvent(clock.instant(), guest, kind, detail));
    }

    /** On the thread of the event loop: must not block. */
    void happened(String uuid, DomainEvent event) {
        String guest = namesByUuid.get(uuid);
        if (guest != null) {
            GuestEvent.of(clock.instant(), guest, event).ifPresent(events::add);
        }
    }

    /** On the thread of the event loop: must not block. */
    void connectionClosed(String why) {
        namesByUuid.values().forEach(guest -> add(guest, GuestEvent.Kind.LOST, why));
    }
}
