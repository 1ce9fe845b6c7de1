package org.ksmlab.ssh;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a remote command reads.
 *
 * @param bytes has at least {@code length} bytes; closed by whoever opened it
 */
record Stdin(long length, InputStream bytes) {
    static Stdin of(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return new Stdin(encoded.length, new ByteArrayInputStream(encoded));
    }
}
