package org.ksmlab.virt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.ksmlab.ssh.OpenSsh;
import org.ksmlab.ssh.SshTarget;

/** Where libvirt is, as its uri.html writes it. */
public record LibvirtUri(String text) {
    public LibvirtUri {
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: '" + text + "'");
        }
    }

    /**
     * A host's libvirt over SSH; the host needs virt-ssh-helper, which comes with its libvirtd. libvirt itself cannot be told of a
     * file of known hosts, so it gets a program of ours in place of ssh.
     *
     * @param folder a folder of ours, where that program is put; needed for as long as there are connections to be made
     */
    public static LibvirtUri overSsh(SshTarget target, Path folder) {
        Path program =
                folder.toAbsolutePath().resolve("libvirt-ssh-" + target.name().replaceAll("[^A-Za-z0-9._-]", "-"));
        writeProgram(program, "#!/bin/sh\nexec " + OpenSsh.options(target).quoted() + " \"$@\"\n");
        // "native" is virt-ssh-helper alone: the default is a script that looks for it, and for netcat.
        String query = "command=" + encoded(program) + "&proxy=native&no_tty=1";
        try {
            URI uri = new URI("qemu+ssh", target.user(), target.address(), target.port(), "/system", null, null);
            return new LibvirtUri(uri + "?" + query);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("address: '" + target.address() + "'", e);
        }
    }

    /** Two threads may prepare the same program, and a program cannot be executed while it is being written. */
    private static void writeProgram(Path program, String script) {
        try {
            Path fresh = Files.createTempFile(program.getParent(), ".libvirt-ssh", ".part");
            try {
                Files.writeString(fresh, script);
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
                Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(program.toString(), e);
        }
    }

    /** Where it is, for messages: without the parameters, which say how to get there. */
    @Override
    public String toString() {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** libvirt takes a plus sign as it is. */
    private static String encoded(Path path) {
        return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
