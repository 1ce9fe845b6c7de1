package org.ksmlab.store;

import org.jspecify.annotations.Nullable;

/** A file that a person wrote is wrong. The message is one line: the file, the line, the key, and what is wrong there. */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    YamlException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
