package org.ksmlab.virt;

import org.jspecify.annotations.Nullable;

/** Somebody else's domain was about to be touched. It is left alone; the message says why it is not ours. */
public final class ForeignDomainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForeignDomainException(String name, String why, @Nullable Throwable cause) {
        super("domain '" + name + "' is not ours and is left alone: " + why, cause);
    }
}
