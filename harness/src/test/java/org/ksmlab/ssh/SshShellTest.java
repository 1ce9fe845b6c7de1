package org.ksmlab.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.ShellContract;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

public class SshShellTest extends ShellContract {
    private static final Duration SHORT = Duration.ofSeconds(4);

    private LoopbackSshd sshd;
    private SshShell shell;

    @BeforeClass
    public void connect() throws IOException {
        sshd = LoopbackSshd.start();
        shell = sshd.connect();
    }

    @AfterClass(alwaysRun = true)
    public void disconnect() throws IOException {
        if (shell != null) {
            shell.close();
        }
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Shell shell() {
        return shell;
    }

    private SshTarget withKnownHosts(String name, String... lines) throws IOException {
        SshTarget target = sshd.target();
        Path file = Files.write(folder.resolve(name), List.of(lines));
        return new SshTarget("it", target.address(), target.port(), target.user(), target.privateKey(), file);
    }

    private SshKeys newKeys(String name) {
        return SshKeys.ensure(new LocalShell(), folder.resolve(name), soon());
    }

    @Test
    public void aHostThatIsNotKnownIsRefused() throws IOException {
        SshTarget target = withKnownHosts("empty");
        assertThatThrownBy(() -> SshShell.connect(target, soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("cannot reach it")
                .hasMessageContaining("Could not verify `ssh-ed25519` host key");
    }

    @Test
    public void aHostWhoseKeyChangedIsRefused() throws IOException {
        SshTarget target = withKnownHosts(
                "changed",
                newKeys("other-host")
                        .knownHostsLine(sshd.target().address(), sshd.target().port()));
        assertThatThrownBy(() -> SshShell.connect(target, soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("Could not verify `ssh-ed25519` host key");
    }

    @Test
    public void aMissingKnownHostsFileIsNamed() {
        SshTarget t = sshd.target();
        Path missing = folder.resolve("no-such-file");
        assertThatThrownBy(() -> SshShell.connect(
                        new SshTarget("it", t.address(), t.port(), t.user(), t.privateKey(), missing), soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    public void aUsersKeyThatTheHostDoesNotKnowIsNamed() {
        SshTarget t = sshd.target();
        Path wrong = newKeys("stranger").privateKey();
        assertThatThrownBy(() -> SshShell.connect(
                        new SshTarget("it", t.address(), t.port(), t.user(), wrong, t.knownHosts()), soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("refuses")
                .hasMessageContaining(wrong.toString());
    }

    @Test
    public void aClosedPortIsAnUnreachableHost() throws IOException {
        SshTarget t = sshd.target();
        SshTarget nobody =
                new SshTarget("it", t.address(), LoopbackSshd.freePort(), t.user(), t.privateKey(), t.knownHosts());
        assertThatThrownBy(() -> SshShell.connect(nobody, soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    public void aHostThatTakesTheConnectionAndSaysNothingIsUnreachableAtTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SshTarget t = sshd.target();
            SshTarget mute =
                    new SshTarget("it", "127.0.0.1", silent.getLocalPort(), t.user(), t.privateKey(), t.knownHosts());
            assertThatThrownBy(() -> SshShell.connect(mute, Deadline.in(Duration.ofSeconds(1))))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("waited 1.0 s in vain for an SSH connection to it");
        }
    }

    @Test
    public void moreCommandsRunAtOnceThanOneConnectionMayHaveSessions() {
        List<Running> all = new ArrayList<>();
        List<CompletableFuture<String>> ready = new ArrayList<>();
        try {
            for (int i = 0; i < 25; i++) {
                CompletableFuture<String> output = new CompletableFuture<>();
                ready.add(output);
                all.add(shell.start(
                        Command.of("sh", "-c", "echo \"$1\"; sleep 300", "sh", i),
                        (b, n) -> output.complete(new String(b, 0, n, StandardCharsets.UTF_8))));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(Await.result("the output of command " + i, soon(), ready.get(i)))
                        .isEqualTo(i + "\n");
            }
        } finally {
            all.forEach(Running::close);
        }
        all.forEach(running -> assertThat(running.await(soon()).exit()).isEqualTo(128 + 9));
    }

    @Test
    public void aDescendantInASessionOfItsOwnIsKilledToo() throws IOException {
        Path pid = folder.resolve("own-session");
        String script = "setsid sh -c 'echo $$ >\"$1\"; sleep 300' sh \"$1\"; true";
        try (Running running = shell.start(Command.of("sh", "-c", script, "sh", pid), (b, n) -> {})) {
            Await.until(
                    "the process",
                    soon(),
                    () -> Files.exists(pid) && pid.toFile().length() > 0);
            assertThat(running.isAlive()).isTrue();
        }
        assertEnds(Long.parseLong(Files.readString(pid).strip()));
    }

    @Test
    public void aCommandKilledWhileItsInputIsSentDoesNotTakeAPartForTheWhole() throws IOException {
        Path whole = folder.resolve("whole");
        CompletableFuture<Void> runs = new CompletableFuture<>();
        CompletableFuture<Integer> end = new CompletableFuture<>();
        String script = "echo ready; cat >/dev/null; touch \"$1\"";
        Stdin half =
                new Stdin(100_000, new SequenceInputStream(new ByteArrayInputStream(new byte[50_000]), stalled(end)));
        Running running = SshRunning.start(
                shell, Command.of("sh", "-c", script, "sh", whole), half, (b, n) -> runs.complete(null));
        Await.result("the command", soon(), runs);
        running.close();
        assertThat(running.await(soon()).exit()).isEqualTo(128 + 9);
        end.complete(-1);
        assertThat(whole).doesNotExist();
    }

    @Test
    public void aConnectionThatBreaksEndsItsCommandsHereAndThere() throws IOException {
        try (LoopbackSshd other = LoopbackSshd.start();
                SshShell broken = other.connect()) {
            CompletableFuture<String> pid = new CompletableFuture<>();
            try (Running running = broken.start(
                    Command.of("sh", "-c", "echo $$; sleep 300"),
                    (b, n) -> pid.complete(new String(b, 0, n, StandardCharsets.UTF_8)))) {
                long there =
                        Long.parseLong(Await.result("the process", soon(), pid).strip());
                other.killServers();
                assertThatThrownBy(() -> running.await(soon()))
                        .isInstanceOf(HostUnreachableException.class)
                        .hasMessageContaining("cannot reach loopback");
                assertEnds(there);
            }
            assertThatThrownBy(() -> broken.run(Command.of("true"), soon()))
                    .isInstanceOf(HostUnreachableException.class);
        }
    }

    @Test
    public void aFrozenPeerIsNoticed() throws IOException {
        try (LoopbackSshd other = LoopbackSshd.start();
                SshShell frozen = other.connect();
                Running running = frozen.start(Command.of("sleep", 300), (b, n) -> {})) {
            assertThat(frozen.run(Command.of("true"), soon()).ok()).isTrue();
            other.freezeServers();
            try {
                assertThatThrownBy(() -> running.await(Deadline.in(Duration.ofSeconds(12))))
                        .isInstanceOf(HostUnreachableException.class);
            } finally {
                other.thawServers();
            }
        }
    }

    @Test
    public void aFrozenPeerThatTakesNoMoreBytesIsNoticed() throws IOException {
        try (LoopbackSshd other = LoopbackSshd.start();
                SshShell frozen = SshShell.connect(other.target().withSilence(SHORT), soon());
                Running idle = frozen.start(Command.of("sleep", 300), (b, n) -> {})) {
            List<Running> writers = new ArrayList<>();
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            try {
                for (int i = 0;
                        i < 8;
                        i++) { // each may send a window of 2 MB: together more than the sockets' buffers hold
                    CompletableFuture<Void> runs = new CompletableFuture<>();
                    InputStream gated =
                            new SequenceInputStream(stalled(gate), new ByteArrayInputStream(new byte[4_000_000]));
                    writers.add(SshRunning.start(
                            frozen,
                            Command.of("sh", "-c", "echo ready; cat"),
                            new Stdin(4_000_000, gated),
                            (b, n) -> runs.complete(null)));
                    Await.result("writer " + i, soon(), runs);
                }
                other.freezeServers();
                gate.complete(-1);
                assertThatThrownBy(() -> idle.await(Deadline.in(Duration.ofSeconds(12))))
                        .isInstanceOf(HostUnreachableException.class);
            } finally {
                gate.complete(-1);
                other.thawServers();
                writers.forEach(Running::close);
            }
        }
    }

    @Test
    public void aSilenceShorterThanAllowedIsNoBreak() throws IOException {
        try (LoopbackSshd other = LoopbackSshd.start();
                SshShell patient = SshShell.connect(other.target().withSilence(Duration.ofMinutes(2)), soon())) {
            assertThat(patient.run(Command.of("true"), soon()).ok()).isTrue();
            other.freezeServers();
            assertThatThrownBy(() -> patient.run(Command.of("true"), Deadline.in(Duration.ofSeconds(1))))
                    .isInstanceOf(WaitTimedOutException.class);
            other.thawServers();
            assertThat(patient.run(Command.of("echo", "back"), soon()).stdout()).isEqualTo("back\n");
        }
    }

    @Test
    public void aHostBehindAnotherIsReachedThroughIt() throws IOException {
        try (LoopbackSshd inner = LoopbackSshd.start();
                LoopbackSshd outer = LoopbackSshd.start();
                SshShell jump = outer.connect();
                SshShell behind = SshShell.connectThrough(jump, inner.target(), soon())) {
            CommandResult result = behind.run(Command.of("sh", "-c", "echo \"$SSH_CONNECTION\""), soon());
            assertThat(result.orThrow().stdout())
                    .endsWith(" 127.0.0.1 " + inner.target().port() + "\n");

            Running lost = behind.start(Command.of("sleep", 300), (b, n) -> {});
            outer.killServers();
            assertThatThrownBy(() -> lost.await(soon())).isInstanceOf(HostUnreachableException.class);
        }
    }

    @Test
    public void aFrozenHostBehindAnotherIsNoticedAndTheOtherGoesOn() throws IOException {
        try (LoopbackSshd inner = LoopbackSshd.start();
                SshShell behind = SshShell.connectThrough(shell, inner.target().withSilence(SHORT), soon());
                Running running = behind.start(Command.of("sleep", 300), (b, n) -> {})) {
            assertThat(behind.run(Command.of("true"), soon()).ok()).isTrue();
            inner.freezeServers();
            try {
                assertThatThrownBy(() -> running.await(Deadline.in(Duration.ofSeconds(12))))
                        .isInstanceOf(HostUnreachableException.class);
                assertThat(shell.run(Command.of("true"), soon()).ok()).isTrue();
            } finally {
                inner.thawServers();
            }
        }
    }

    @Test
    public void aHostBehindAnotherThatAnswersNothingIsUnreachable() throws IOException {
        SshTarget t = sshd.target();
        SshTarget nobody =
                new SshTarget("it", t.address(), LoopbackSshd.freePort(), t.user(), t.privateKey(), t.knownHosts());
        assertThatThrownBy(() -> SshShell.connectThrough(shell, nobody, soon()))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("cannot reach it");
    }

    @Test
    public void closingTheShellEndsItsCommands() throws IOException {
        Running running;
        try (SshShell other = sshd.connect()) {
            running = other.start(Command.of("sleep", 300), (b, n) -> {});
            assertThat(other.run(Command.of("true"), soon()).ok()).isTrue();
        }
        assertThatThrownBy(() -> running.await(soon())).isInstanceOf(HostUnreachableException.class);
    }

    /** Has nothing to say until it is told to end. */
    private static InputStream stalled(CompletableFuture<Integer> end) {
        return new InputStream() {
            @Override
            public int read() {
                return end.join();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return end.join();
            }
        };
    }
}
