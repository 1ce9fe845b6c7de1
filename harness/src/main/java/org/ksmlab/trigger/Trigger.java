package org.ksmlab.trigger;

import org.ksmlab.waiting.Deadline;

/** Something that moves a guest's pages to another node. */
public interface Trigger {
    /**
     * Fires, and returns when the pages were moved or the deadline has passed. Leaves nothing running.
     *
     * @param watch is told what the kernel does meanwhile; also asked whether it goes on
     */
    void fire(MigrateWatch watch, Deadline deadline);
}
