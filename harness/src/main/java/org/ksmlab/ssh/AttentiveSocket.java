package org.ksmlab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.ksmlab.waiting.Seconds;

/**
 * A socket that closes itself once its peer has been silent for too long. sshj's keep-alive alone does not see a peer that takes no
 * more bytes: it then hangs in its own write.
 */
final class AttentiveSocket extends Socket {
    /** How often a read looks at the clock. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private volatile long silenceNanos = Long.MAX_VALUE;

    /** From now on, silence for this long ends it. Until told, it waits for ever. */
    void expectWordWithin(Duration silence) {
        silenceNanos = silence.toNanos();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        setTcpNoDelay(true); // 45 ms a command
        setSoTimeout(Math.toIntExact(LOOK.toMillis()));
        return new Listening(super.getInputStream());
    }

    private final class Listening extends ArrayInput {
        Listening(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long start = System.nanoTime();
            while (true) {
                try {
                    return in.read(buffer, offset, length);
                } catch (SocketTimeoutException e) {
                    long silent = System.nanoTime() - start;
                    if (silent >= silenceNanos) {
                        AttentiveSocket.this.close(); // before anything else: a writer may hold locks of sshj
                        throw new SocketException("not a word for " + Seconds.text(Duration.ofNanos(silent)));
                    }
                }
            }
        }
    }
}
