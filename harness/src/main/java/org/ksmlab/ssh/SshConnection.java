package org.ksmlab.ssh;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import net.schmizz.sshj.userauth.UserAuthException;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/** One connection, logged in, kept alive, and never made again once it is lost. */
final class SshConnection implements AutoCloseable {
    static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(2);

    /** OpenSSH's MaxSessions is 10 unless configured; the last one is left to a session that is just going. */
    private static final int SESSIONS = 9;

    /**
     * Dropbear 2022.82 to 2024.85 end the connection if a session is opened just as the command of another one ends:
     * https://github.com/mkj/dropbear/issues/321.
     */
    private static final int SESSIONS_OF_DROPBEAR = 1;

    /** To start a command may take a busy host longer than to say that it lives. */
    private static final int LEAST_ANSWER_MS = 30_000;

    private final SshTarget target;
    private final @Nullable SshConnection jump;
    private final SSHClient client;
    private final Semaphore freeSessions = new Semaphore(0); // until it is connected
    private volatile @Nullable Socket socket;
    private volatile boolean closed;

    private SshConnection(SshTarget target, @Nullable SshConnection jump) {
        this.target = target;
        this.jump = jump;
        DefaultConfig config = new DefaultConfig();
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE); // the default one does not wait for answers
        client = new SSHClient(config);
        client.setSocketFactory(new SingleSocketFactory(this::makeSocket));
    }

    /**
     * @param jump the way to the host; null: straight
     * @throws HostUnreachableException if the host does not answer by the deadline, is another one than expected, or refuses the key
     */
    static SshConnection open(SshTarget target, @Nullable SshConnection jump, Deadline deadline) {
        SshConnection connection = new SshConnection(target, jump);
        FutureTask<Void> handshake = new FutureTask<>(connection::connect);
        Threads.start("ssh connect " + target.name(), handshake);
        try {
            Await.result("an SSH connection to " + target.name(), deadline, handshake);
            return connection;
        } catch (WaitTimedOutException e) {
            connection.close();
            throw new HostUnreachableException(target.name(), e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Void connect() {
        try {
            client.addHostKeyVerifier(knownHosts());
            keepAlive(); // before the handshake, or its thread never starts
            client.getTransport().setTimeoutMs(0); // however slow the host is: our caller has the deadline
            client.connect(target.address(), target.port());
            logIn();
            int silenceMs = Math.toIntExact(target.silence().toMillis());
            client.getTransport().setTimeoutMs(silenceMs);
            client.getConnection().setTimeoutMs(Math.max(LEAST_ANSWER_MS, silenceMs));
            if (socket instanceof AttentiveSocket attentive) {
                attentive.expectWordWithin(target.silence());
            }
            boolean dropbear = client.getTransport().getServerVersion().contains("dropbear");
            freeSessions.release(dropbear ? SESSIONS_OF_DROPBEAR : SESSIONS);
            return null;
        } catch (IOException e) {
            throw new HostUnreachableException(target.name(), e);
        }
    }

    private OpenSSHKnownHosts knownHosts() throws IOException {
        if (!Files.exists(target.knownHosts())) { // sshj would take it for an empty one
            throw new NoSuchFileException(target.knownHosts().toString());
        }
        return new OpenSSHKnownHosts(target.knownHosts().toFile());
    }

    private void keepAlive() {
        KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
        keepAlive.setKeepAliveInterval(Math.toIntExact(KEEP_ALIVE_INTERVAL.toSeconds()));
        // It gives up when this many are unanswered and the next is due.
        keepAlive.setMaxAliveCount(Math.toIntExact(target.silence().dividedBy(KEEP_ALIVE_INTERVAL)) - 1);
    }

    private Socket makeSocket() throws IOException {
        Socket fresh = jump == null ? new AttentiveSocket() : jump.tunnelTo(target);
        socket = fresh;
        if (closed) {
            fresh.close();
        }
        return fresh;
    }

    private Socket tunnelTo(SshTarget other) throws IOException {
        DirectConnection channel = client.newDirectConnection(other.address(), other.port());
        return new TunnelSocket(channel, () -> !isAlive());
    }

    private void logIn() throws IOException {
        try {
            client.authPublickey(
                    target.user(), client.loadKeys(target.privateKey().toString()));
        } catch (UserAuthException e) {
            throw new IOException("it refuses " + target.user() + "'s key " + target.privateKey(), e);
        }
    }

    boolean isAlive() {
        return client.isConnected();
    }

    /** Reserves one of the sessions that the server allows at once, if one is free. Whoever got it gives it back. */
    boolean tryTakeSession() {
        return isAlive() && freeSessions.tryAcquire();
    }

    void giveSessionBack() {
        freeSessions.release();
    }

    Session openSession() throws IOException {
        if (!isAlive()) {
            throw new IOException("the connection is lost");
        }
        PoliteSession session = new PoliteSession(client.getConnection());
        session.open();
        return session;
    }

    /** Ends the connection and everything in it. Waits for a frozen peer no longer than its {@link SshTarget#silence}. */
    @Override
    public void close() {
        closed = true;
        try {
            Socket made = socket;
            if (made != null) {
                made.close(); // first, for what is stuck in a write
            }
        } catch (IOException e) {
            // The jump host's connection is lost, and the tunnel with it.
        }
        try {
            client.disconnect();
        } catch (IOException e) {
            // What matters, the socket, is closed.
        }
    }
}
