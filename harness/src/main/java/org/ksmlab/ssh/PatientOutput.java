package org.ksmlab.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import net.schmizz.sshj.connection.channel.Channel;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.InterruptedWaitException;

/**
 * What is written to a channel, sent at once. sshj's own stream waits for the peer's window with a lock held that sshj needs in order
 * to close the channel or to report a broken connection; this one waits without.
 */
final class PatientOutput extends OutputStream {
    private static final Duration POLL = Duration.ofMillis(5);

    /** Some commands take their input slowly; what ends the wait is the end of the channel. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    private final String peer;
    private final Channel channel;
    private final BooleanSupplier broken;

    /**
     * @param peer for messages
     * @param broken whether the connection is lost; sshj calls its channels open even then
     */
    PatientOutput(String peer, Channel channel, BooleanSupplier broken) {
        this.peer = peer;
        this.channel = channel;
        this.broken = broken;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        OutputStream out = channel.getOutputStream();
        for (int sent = 0; sent < length; ) {
            int n = (int) Math.min(length - sent, room());
            out.write(bytes, offset + sent, n);
            out.flush();
            sent += n;
        }
    }

    /** How many bytes the peer takes now; waits until it is at least one. */
    private long room() throws IOException {
        long room = channel.getRemoteWinSize();
        if (room == 0) { // else no wait, for sshj says goodbye on interrupted threads
            try {
                Await.until(
                        peer + " to take its input",
                        Deadline.in(LONGEST_WAIT),
                        POLL,
                        () -> channel.getRemoteWinSize() > 0 || isOver());
            } catch (InterruptedWaitException e) {
                throw (IOException) new InterruptedIOException(e.getMessage()).initCause(e);
            }
            room = channel.getRemoteWinSize();
        }
        if (isOver()) {
            throw new IOException(peer + " takes no more input");
        }
        return room;
    }

    private boolean isOver() {
        return !channel.isOpen() || broken.getAsBoolean();
    }

    /** Sends the end of the stream. */
    @Override
    public void close() throws IOException {
        channel.getOutputStream().close();
    }
}
