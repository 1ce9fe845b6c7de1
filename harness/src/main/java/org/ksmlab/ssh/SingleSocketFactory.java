package org.ksmlab.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** How sshj comes to a socket of ours: it asks for an unconnected one, once. */
final class SingleSocketFactory extends SocketFactory {
    @FunctionalInterface
    interface Maker {
        Socket make() throws IOException;
    }

    private final Maker maker;

    SingleSocketFactory(Maker maker) {
        this.maker = maker;
    }

    @Override
    public Socket createSocket() throws IOException {
        return maker.make();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }
}
