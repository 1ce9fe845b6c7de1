package org.ksmlab.model;

/** A program on a host or in a guest printed what cannot be read. It may have been cut, or come from a machine that is going down. */
public final class UnreadableOutputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnreadableOutputException(String why) {
        super(why);
    }

    UnreadableOutputException(String why, Throwable cause) {
        super(why, cause);
    }
}
