package org.ksmlab.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;

/** A real sshd of its own on the loopback interface, with keys of its own, for the user who runs the tests. */
public final class LoopbackSshd implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd"); // it insists on being called by its whole path

    private static final Shell LOCAL = new LocalShell();

    private final Path folder = Files.createTempDirectory("ksmlab-sshd");
    private final SshKeys userKeys = SshKeys.ensure(LOCAL, folder.resolve("user"), soon());
    private final Path knownHosts = folder.resolve("known_hosts");
    private final int port = freePort();
    private final Path config = folder.resolve("sshd_config");
    private Running sshd;

    private LoopbackSshd() throws IOException {
        SshKeys hostKeys = SshKeys.ensure(LOCAL, folder.resolve("host"), soon());
        Files.writeString(knownHosts, hostKeys.knownHostsLine("127.0.0.1", port) + "\n");
        Files.writeString(folder.resolve("authorized_keys"), userKeys.publicKeyLine() + "\n");
        Files.write(
                config,
                List.of(
                        "ListenAddress 127.0.0.1",
                        "Port " + port,
                        "HostKey " + hostKeys.privateKey(),
                        "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                        "PidFile " + pidFile(),
                        "StrictModes no", // the folder is below /tmp
                        "PermitRootLogin prohibit-password",
                        "PasswordAuthentication no",
                        "UsePAM no",
                        "SetEnv SHLVL=2")); // keeps bash from reading the user's ~/.bashrc
        sshd = listen();
    }

    private Running listen() throws IOException {
        Files.deleteIfExists(pidFile()); // of one that was killed
        Running started = LOCAL.start(Command.of(SSHD, "-D", "-e", "-f", config), (b, n) -> {});
        Await.until("sshd on port " + port, soon(), () -> Files.exists(pidFile()) && answers(port));
        return started;
    }

    private Path pidFile() {
        return folder.resolve("pid");
    }

    /** Ends it and every connection; until {@link #startAgain} nobody listens. */
    public void stop() {
        // Frozen first: whoever is cut off connects again at once, and what it forked for him would outlive it.
        signal("STOP", Stream.of(listener()));
        killServers();
        signal("KILL", Stream.of(listener()));
        sshd.await(soon());
        Await.until("the end of sshd on port " + port, soon(), () -> !answers(port));
    }

    /** On the same port, with the same keys. */
    public void startAgain() throws IOException {
        sshd = listen();
    }

    /**
     * Starts one.
     *
     * @throws SkipException if this machine has no sshd
     */
    public static LoopbackSshd start() throws IOException {
        if (!Files.isExecutable(SSHD)) {
            throw new SkipException("no " + SSHD + ": install openssh-server");
        }
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(
                    Path.of("/run/sshd")); // for its privilege separation; a service manager makes it otherwise
        }
        return new LoopbackSshd();
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public SshTarget target() {
        return new SshTarget(
                "loopback", "127.0.0.1", port, System.getProperty("user.name"), userKeys.privateKey(), knownHosts);
    }

    public SshShell connect() {
        return SshShell.connect(target(), soon());
    }

    private ProcessHandle listener() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sshd processes below the listening one, which serve the connections. */
    private Stream<ProcessHandle> servers() {
        return listener()
                .descendants()
                .filter(process -> process.info().command().equals(Optional.of(SSHD.toString())));
    }

    /** Breaks every connection. */
    public void killServers() {
        servers().forEach(ProcessHandle::destroyForcibly);
    }

    /** Stops every connection: the peer's kernel still takes what is sent, until its buffers are full. */
    public void freezeServers() {
        signal("STOP", servers());
    }

    public void thawServers() {
        signal("CONT", servers());
    }

    private static void signal(String signal, Stream<ProcessHandle> processes) {
        String[] pids = processes.map(process -> Long.toString(process.pid())).toArray(String[]::new);
        Object[] words = Stream.concat(Stream.of("sh", "-c", "kill -s \"$@\"", "kill", signal), Stream.of(pids))
                .toArray();
        LOCAL.run(Command.of(words), soon()).orThrow();
    }

    @Override
    public void close() throws IOException {
        sshd.close();
        sshd.await(soon());
        TestFolders.delete(folder);
    }
}
