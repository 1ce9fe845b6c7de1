package org.ksmlab.lab;

import java.nio.file.Path;

/** Another process uses the lab host. */
public final class LabInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LabInUseException(Path folder) {
        super("another ksmlab uses the lab host in " + folder + "; wait for it, or give this one its own KSMLAB_CACHE");
    }
}
