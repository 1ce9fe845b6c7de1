package org.ksmlab.trigger;

import org.ksmlab.waiting.Deadline;

/** Something that moves a guest's pages to another node. */
public interface Trigger {
    /**
     * Fires, and returns when the pages were moved or the deadline has passed. Leaves nothing running.
     *
     * @param watch says what the kernel does meanwhile
     * @return what it said of itself, to be kept as evidence
     */
    String fire(MigrateWatch watch, Deadline deadline);
}
