package org.ksmlab.command;

import org.jspecify.annotations.Nullable;

/** We failed to look: the host did not answer, or the connection to it broke. */
public final class HostUnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param host as {@link Shell#name()} gives it */
    public HostUnreachableException(String host, @Nullable Throwable cause) {
        super("cannot reach " + host + (cause == null ? "" : ": " + cause.getMessage()), cause);
    }
}
