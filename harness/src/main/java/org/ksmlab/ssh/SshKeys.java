package org.ksmlab.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * An Ed25519 key pair in OpenSSH's format, without a passphrase: of a user, or of a host.
 *
 * @param privateKey readable by its owner only; the public key is beside it, with {@code .pub}
 */
public record SshKeys(Path privateKey) {

    /**
     * The pair of this name, made by {@code ssh-keygen} if there is no such private key.
     *
     * @param local a shell on this machine
     * @throws org.ksmlab.command.CommandFailedException if ssh-keygen cannot make it
     * @throws UncheckedIOException if it cannot be put in place
     */
    public static SshKeys ensure(Shell local, Path privateKey, Deadline deadline) {
        SshKeys keys = new SshKeys(privateKey.toAbsolutePath());
        try {
            if (Files.exists(keys.privateKey)) {
                // ssh and sshd refuse a private key that others may read.
                Files.setPosixFilePermissions(keys.privateKey, PosixFilePermissions.fromString("rw-------"));
            } else {
                keys.make(local, deadline);
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(privateKey.toString(), e);
        }
    }

    /** In a folder of its own first, so that a killed run leaves no half a pair. */
    private void make(Shell local, Deadline deadline) throws IOException {
        Files.createDirectories(privateKey.getParent());
        Path folder = Files.createTempDirectory(privateKey.getParent(), ".ssh-keygen");
        Path fresh = folder.resolve("key");
        Path freshPublic = folder.resolve("key.pub");
        try {
            local.run(Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ksmlab", "-f", fresh), deadline)
                    .orThrow();
            Files.move(freshPublic, publicKey(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(fresh, privateKey, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(freshPublic);
            Files.deleteIfExists(fresh);
            Files.delete(folder);
        }
    }

    public Path publicKey() {
        return privateKey.resolveSibling(privateKey.getFileName() + ".pub");
    }

    /**
     * The public key as one line for authorized_keys.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public String publicKeyLine() {
        try {
            return Files.readString(publicKey()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(publicKey().toString(), e);
        }
    }

    /** This pair as a host's, as one line for known_hosts. */
    public String knownHostsLine(String address, int port) {
        String host = port == 22 ? address : "[" + address + "]:" + port;
        return host + " " + publicKeyLine();
    }
}
