package org.ksmlab.ssh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that has one way to read, into an array; a single byte is read that way too. */
abstract class ArrayInput extends FilterInputStream {
    ArrayInput(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
