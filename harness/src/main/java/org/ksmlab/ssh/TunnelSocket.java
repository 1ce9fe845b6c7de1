package org.ksmlab.ssh;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.BooleanSupplier;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/**
 * A channel through a jump host, as the socket of another connection. sshj can connect via a channel itself, but then closes the
 * channel's streams and not the channel: the next byte from behind breaks the whole connection to the jump host.
 */
final class TunnelSocket extends Socket {
    private final DirectConnection channel;
    private final BooleanSupplier jumpLost;

    /** @param channel open; closed with this */
    TunnelSocket(DirectConnection channel, BooleanSupplier jumpLost) {
        this.channel = channel;
        this.jumpLost = jumpLost;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    /** sshj looks up the host's key by it. */
    @Override
    public int getPort() {
        return channel.getRemotePort();
    }

    @Override
    public void setSoTimeout(int millis) {
        // The keep-alive notices a dead peer. Its write cannot get stuck: that of the jump host's connection does not.
    }

    @Override
    public InputStream getInputStream() {
        return new FilterInputStream(channel.getInputStream()) {
            @Override
            public void close() throws IOException {
                TunnelSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new FilterOutputStream(new PatientOutput(channel.getRemoteHost(), channel, jumpLost)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length); // not byte by byte
            }

            @Override
            public void close() throws IOException {
                TunnelSocket.this.close();
            }
        };
    }

    /** Waits until the jump host confirms, or is given up. */
    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
