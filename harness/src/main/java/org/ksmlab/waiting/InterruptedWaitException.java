package org.ksmlab.waiting;

/** The waiting thread was interrupted. Its interrupt flag is set again when this is thrown. */
public final class InterruptedWaitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InterruptedWaitException(String what) {
        super("interrupted while waiting for " + what);
    }
}
