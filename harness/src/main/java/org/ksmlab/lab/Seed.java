package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.ssh.SshKeys;
import org.ksmlab.waiting.Deadline;

/**
 * What a lab host gets on its second disk: keys, where its kernel sends to, the programs, and the guest's kernel and initrd. It unpacks
 * the archive over / before anything else starts.
 */
final class Seed {
    /** Copying some 50 MB. */
    private static final Duration BUDGET = Duration.ofMinutes(1);

    private final Shell local;
    private final LabFolder folder;
    private final SshKeys user;
    private final SshKeys host;
    private final SshKeys guest;

    /**
     * @param user who may log in to the host and its guests
     * @param host the host's own keys
     * @param guest the guests' own
     */
    Seed(Shell local, LabFolder folder, SshKeys user, SshKeys host, SshKeys guest) {
        this.local = local;
        this.folder = folder;
        this.user = user;
        this.host = host;
        this.guest = guest;
    }

    /**
     * Makes the archive anew.
     *
     * @param netconsolePort which port of ours the host's kernel sends to
     */
    void make(Images.Built images, int netconsolePort) {
        Deadline deadline = Deadline.in(BUDGET);
        Path work = folder.path().resolve("seed");
        try {
            run(deadline, "rm", "-rf", "--", work);
            Path root = Files.createDirectories(work.resolve("root"));
            userKeys(Files.createDirectories(root.resolve("root/.ssh")).resolve("authorized_keys"));
            Path ssh = Files.createDirectories(root.resolve("etc/ssh"));
            copy(host.privateKey(), ssh.resolve("ssh_host_ed25519_key"));
            copy(host.publicKey(), ssh.resolve("ssh_host_ed25519_key.pub"));
            Files.writeString(
                    Files.createDirectories(root.resolve("etc/ksmlab")).resolve("netconsole"),
                    "PORT=" + netconsolePort + "\n");
            Path files = Files.createDirectories(root.resolve(LabHost.FILES.substring(1)));
            copyAll(images.programs(), files);
            copy(images.guest().resolve("vmlinuz"), files.resolve("vmlinuz"));
            guestInitrd(images.guest().resolve("initrd"), work.resolve("guest"), files.resolve("initrd"), deadline);
            run(deadline, "chmod", "-R", "go-w,u+rwX,go+rX", root);
            run(deadline, "chmod", "-R", "go-rwx", root.resolve("root"), ssh.resolve("ssh_host_ed25519_key"));
            run(
                    deadline,
                    "tar",
                    "--create",
                    "--owner=0",
                    "--group=0",
                    "--file=" + folder.seed(),
                    "--directory=" + root,
                    "root",
                    "etc",
                    "var");
            run(deadline, "rm", "-rf", "--", work);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder.seed() + ": " + e.getMessage(), e);
        }
    }

    /** The kernel unpacks an archive that follows another in one initrd over it: so guests get their keys. */
    private void guestInitrd(Path initrd, Path work, Path target, Deadline deadline) throws IOException {
        Path keys = Files.createDirectories(work.resolve("etc/ksmlab"));
        userKeys(keys.resolve("authorized_keys"));
        copy(guest.privateKey(), keys.resolve("ssh_host_ed25519_key"));
        Path archive = work.resolveSibling("keys.cpio");
        run(
                deadline,
                "sh",
                "-c",
                "cd \"$1\" && find . | cpio --quiet -o -H newc -R 0:0 >\"$2\" && cat \"$3\" \"$2\" >\"$4\"",
                "append",
                work,
                archive,
                initrd,
                target);
    }

    private void userKeys(Path file) throws IOException {
        copy(user.publicKey(), file);
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void run(Deadline deadline, Object... words) {
        local.run(Command.of(List.of(words).toArray()), deadline).orThrow();
    }
}
