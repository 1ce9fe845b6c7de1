package org.ksmlab.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Receives what machines' kernels send by netconsole: all that is left of a host whose user space is dead. Anybody could send; only
 * the machines that are expected are listened to.
 */
public final class NetconsoleReceiver implements AutoCloseable {
    /** A datagram at most. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final DatagramSocket socket;
    private final OutputStream raw;
    private final Map<InetAddress, NetconsoleStream> streams = new HashMap<>();

    private NetconsoleReceiver(
            DatagramSocket socket,
            Map<InetAddress, String> senders,
            OutputStream raw,
            Consumer<ConsoleRecord> listener) {
        this.socket = socket;
        this.raw = raw;
        senders.forEach((address, source) -> streams.put(address, new NetconsoleStream(source, listener)));
    }

    /**
     * Starts to listen.
     *
     * @param local where; port 0 is any free one, see {@link #port}
     * @param senders the machines' addresses, and what their records are said to be from
     * @param rawFile gets all datagrams of these machines as they come; is replaced
     * @param listener called on one thread of our own
     * @throws UncheckedIOException if the port or the file cannot be had
     */
    public static NetconsoleReceiver start(
            InetSocketAddress local, Map<InetAddress, String> senders, Path rawFile, Consumer<ConsoleRecord> listener) {
        try {
            DatagramSocket socket = new DatagramSocket(local);
            try {
                OutputStream raw = Files.newOutputStream(rawFile);
                NetconsoleReceiver receiver = new NetconsoleReceiver(socket, senders, raw, listener);
                Thread thread = new Thread(receiver::receive, "netconsole " + receiver.port());
                thread.setDaemon(true);
                thread.start();
                return receiver;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("netconsole on " + local + ", for " + rawFile + ": " + e.getMessage(), e);
        }
    }

    /** Where the kernels have to send to. */
    public int port() {
        return socket.getLocalPort();
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[BUFFER_BYTES], BUFFER_BYTES);
        while (!socket.isClosed()) {
            try {
                packet.setLength(BUFFER_BYTES);
                socket.receive(packet);
                take(packet);
            } catch (IOException e) {
                // Closed, or one datagram could not be had: netconsole promises none.
            }
        }
    }

    private synchronized void take(DatagramPacket packet) throws IOException {
        NetconsoleStream stream = streams.get(packet.getAddress());
        if (stream != null && !socket.isClosed()) {
            raw.write(packet.getData(), 0, packet.getLength());
            stream.accept(packet.getData(), packet.getLength(), Instant.now());
        }
    }

    /** Delivers what is not whole yet; nothing once this returns. */
    @Override
    public void close() {
        socket.close();
        synchronized (this) {
            streams.values().forEach(NetconsoleStream::finish);
            try {
                raw.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
