package org.ksmlab.virt;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.libvirt.event.DomainEvent;

/**
 * Something that became of a guest.
 *
 * @param seen when we were told
 * @param guest its name
 * @param detail libvirt's reason, in lower case, e.g. {@code destroyed}, {@code failed} when its process vanished
 */
public record GuestEvent(Instant seen, String guest, Kind kind, String detail) {
    public enum Kind {
        STARTED,
        PAUSED,
        RESUMED,
        /** Asked to end, by itself or by a signal to its process. */
        SHUTTING_DOWN,
        /** It has no process any more. */
        STOPPED,
        /** Its kernel panicked. */
        CRASHED,
        /** The connection broke: the guest may still run, but we do not see it any more. */
        LOST
    }

    /** Whether the guest's work is over as far as we can see. */
    public boolean isEnd() {
        return switch (kind) {
            case STARTED, PAUSED, RESUMED, SHUTTING_DOWN -> false;
            case STOPPED, CRASHED, LOST -> true;
        };
    }

    /** Nothing for what happens to a domain's definition only. */
    static Optional<GuestEvent> of(Instant seen, String guest, DomainEvent event) {
        return kind(event).map(kind -> new GuestEvent(seen, guest, kind, detail(event)));
    }

    private static Optional<Kind> kind(DomainEvent event) {
        return switch (event.getType()) {
            case DEFINED, UNDEFINED, UNKNOWN -> Optional.empty();
            case STARTED -> Optional.of(Kind.STARTED);
            case SUSPENDED, PMSUSPENDED -> Optional.of(Kind.PAUSED);
            case RESUMED -> Optional.of(Kind.RESUMED);
            case SHUTDOWN -> Optional.of(Kind.SHUTTING_DOWN);
            case STOPPED -> Optional.of(Kind.STOPPED);
            case CRASHED -> Optional.of(Kind.CRASHED);
        };
    }

    private static String detail(DomainEvent event) {
        Enum<?> detail = event.getDetail();
        return detail.name().toLowerCase(Locale.ROOT);
    }
}
