package org.ksmlab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A session that says nothing more once it has said goodbye. sshj's own, read after the command has ended, still widens the window of the
 * closed channel, whereupon dropbear ends the whole connection ("Unknown channel").
 */
final class PoliteSession extends SessionChannel {
    /** Held for reading while a stream is read, and for writing while the goodbye is sent: never one in the midst of the other. */
    private final ReadWriteLock goodbye = new ReentrantReadWriteLock();

    private volatile boolean saidGoodbye;

    /** Set and read by sshj's reader thread only. */
    private boolean handlingRequest;

    PoliteSession(Connection connection) {
        super(connection);
    }

    /** For sshj: whether a read leaves the window as it is. */
    @Override
    public boolean getAutoExpand() {
        return saidGoodbye;
    }

    @Override
    public void handleRequest(String request, SSHPacket packet) throws ConnectionException, TransportException {
        handlingRequest = true;
        try {
            super.handleRequest(request, packet);
        } finally {
            handlingRequest = false;
        }
    }

    @Override
    protected void sendClose() throws TransportException {
        if (handlingRequest) {
            return; // sshj hangs up as it hears of a signal, with output still under way; the server will close
        }
        goodbye.writeLock().lock(); // the streams have ended, or nobody reads: no reader holds it for long
        try {
            saidGoodbye = true;
            super.sendClose();
        } finally {
            goodbye.writeLock().unlock();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new Polite(super.getInputStream());
    }

    @Override
    public InputStream getErrorStream() {
        return new Polite(super.getErrorStream());
    }

    private final class Polite extends ArrayInput {
        Polite(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            goodbye.readLock().lock();
            try {
                return in.read(buffer, offset, length);
            } finally {
                goodbye.readLock().unlock();
            }
        }
    }
}
