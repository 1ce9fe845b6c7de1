package org.ksmlab.waiting;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something did not happen by its deadline. The message says what, and how long it was waited for. */
public final class WaitTimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WaitTimedOutException(String what, Duration waited, @Nullable Throwable cause) {
        super("waited " + Seconds.text(waited) + " in vain for " + what, cause);
    }
}
