package org.ksmlab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.ksmlab.command.Command;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.ShellContract;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/**
 * The contract with what guests have: dropbear, and busybox for everything else. They run in a mount namespace in which busybox is all there
 * is in /usr/bin, and root has another home, where dropbear looks for its keys.
 */
public class BusyboxShellTest extends ShellContract {
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final Path DROPBEAR = Path.of("/usr/sbin/dropbear");

    private static final String IN_NAMESPACE = """
            set -e
            folder=$1 dropbear=$2 port=$3
            mount --bind "$folder/passwd" /etc/passwd
            mount --bind "$folder/bin" /usr/bin
            exec "$dropbear" -F -E -s -r "$folder/host" -p "127.0.0.1:$port" -P "$folder/pid"
            """;

    private final Shell local = new LocalShell();
    private Running dropbear;
    private SshShell shell;

    @BeforeClass
    public void connect() throws IOException {
        if (!Files.isExecutable(BUSYBOX) || !Files.isExecutable(DROPBEAR)) {
            throw new SkipException("no " + BUSYBOX + " or no " + DROPBEAR + ": install busybox-static, dropbear-bin");
        }
        if (!System.getProperty("user.name").equals("root")) {
            throw new SkipException("only root can have a mount namespace with another /usr/bin");
        }
        SshKeys user = SshKeys.ensure(local, folder.resolve("user"), soon());
        Files.createDirectories(folder.resolve(".ssh"));
        Files.writeString(folder.resolve(".ssh/authorized_keys"), user.publicKeyLine() + "\n");
        Files.writeString(folder.resolve("passwd"), "root:x:0:0:root:" + folder + ":/bin/sh\n");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        local.run(Command.of("cp", BUSYBOX, bin.resolve("busybox")), soon()).orThrow();
        local.run(Command.of(BUSYBOX, "--install", "-s", bin), soon()).orThrow();

        int port = LoopbackSshd.freePort();
        SshKeys host = SshKeys.ensure(local, folder.resolve("openssh-host"), soon());
        local.run(
                        Command.of("dropbearconvert", "openssh", "dropbear", host.privateKey(), folder.resolve("host")),
                        soon())
                .orThrow();
        Path knownHosts =
                Files.writeString(folder.resolve("known_hosts"), host.knownHostsLine("127.0.0.1", port) + "\n");
        dropbear = local.start(
                Command.of("unshare", "--mount", "sh", "-c", IN_NAMESPACE, "sh", folder, DROPBEAR, port), (b, n) -> {});
        Await.until("dropbear on port " + port, soon(), () -> LoopbackSshd.answers(port));
        shell = SshShell.connect(
                new SshTarget("guest", "127.0.0.1", port, "root", user.privateKey(), knownHosts), soon());
    }

    @AfterClass(alwaysRun = true)
    public void disconnect() {
        if (shell != null) {
            shell.close();
        }
        if (dropbear != null) {
            dropbear.close();
        }
    }

    @Override
    protected Shell shell() {
        return shell;
    }

    @Test
    public void theProgramsAreBusyboxs() {
        assertThat(shell.run(Command.of("readlink", "-f", "/bin/cat"), soon()).stdout())
                .isEqualTo("/usr/bin/busybox\n");
    }

    /** Else dropbear would end the connection: 1.6 MB are more than half the window, and less than all of it. */
    @Test
    public void outputReadAfterItsCommandHasEndedIsWhole() {
        Path pid = folder.resolve("pid-of-writer");
        AtomicLong read = new AtomicLong();
        OutputSink late = (bytes, length) -> {
            if (read.getAndAdd(length) == 0) {
                awaitEndOf(pid);
            }
        };
        Command command = Command.of("sh", "-c", "echo $PPID >\"$1\"; exec head -c 1600000 /dev/zero", "sh", pid);
        try (Running running = shell.start(command, late)) {
            assertThat(running.await(soon()).ok()).isTrue();
        }
        assertThat(read).hasValue(1_600_000);
        assertThat(shell.run(Command.of("echo", "still here"), soon()).stdout()).isEqualTo("still here\n");
    }

    /** Until the process whose id is in the file has ended, and the server has said so. */
    private void awaitEndOf(Path pid) {
        Command look = Command.of("sh", "-c", "read -r pid <\"$1\" && test ! -e /proc/$pid", "sh", pid);
        Await.until(
                "the end of the writer", soon(), () -> shell.run(look, soon()).ok());
        shell.run(Command.of("true"), soon()).orThrow();
    }
}
