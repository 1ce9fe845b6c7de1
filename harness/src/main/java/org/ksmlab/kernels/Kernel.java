package org.ksmlab.kernels;

import java.util.Optional;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.waiting.Deadline;

/** A kernel that a lab host can boot, made or not yet. */
public interface Kernel {
    /** What users call it: a name of {@link Kernels}, or the path of a file. */
    String name();

    /** Where it comes from, in a few words. */
    String description();

    /** Its files, if they are here. */
    Optional<BootFiles> made();

    /**
     * Gets what its making needs from the network.
     *
     * @throws CommandFailedException if that fails
     */
    void fetch(Deadline deadline);

    /**
     * Its files, made now unless they are here.
     *
     * @throws CommandFailedException if that fails
     */
    BootFiles make(Deadline deadline);
}
