package org.ksmlab.virt;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.ksmlab.command.Command;

/**
 * How to log in to a host by SSH: with this key only, and only if the host shows a key that is known. Nothing is asked of anybody, and
 * nothing of the user's own configuration of ssh is used.
 *
 * @param host a name or an address
 * @param privateKey the file of a key without a passphrase
 * @param knownHosts the file with the host's key, as sshd(8) has it in "SSH_KNOWN_HOSTS FILE FORMAT"
 */
public record SshRoute(String user, String host, int port, Path privateKey, Path knownHosts) {
    /** No name may look like an option of ssh. */
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_:][A-Za-z0-9._:-]*");

    /** ssh gives up on a host that does not answer its probes for about 3 x 2 s, also while libvirt does not watch yet. */
    private static final int ALIVE_INTERVAL_S = 2;

    private static final int ALIVE_COUNT = 3;

    private static final int CONNECT_TIMEOUT_S = 10;

    public SshRoute {
        if (!USER.matcher(user).matches()) {
            throw new IllegalArgumentException("user: '" + user + "'");
        }
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("host: '" + host + "'");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port);
        }
        privateKey = privateKey.toAbsolutePath();
        knownHosts = knownHosts.toAbsolutePath();
    }

    /** ssh with its options; what follows is the host and what to run there. */
    Command ssh() {
        return Command.of(
                "ssh",
                "-F",
                "none",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + quoted(knownHosts),
                "-o",
                "GlobalKnownHostsFile=none",
                "-o",
                "IdentityFile=" + quoted(privateKey),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityAgent=none",
                "-o",
                "ConnectTimeout=" + CONNECT_TIMEOUT_S,
                "-o",
                "ServerAliveInterval=" + ALIVE_INTERVAL_S,
                "-o",
                "ServerAliveCountMax=" + ALIVE_COUNT,
                "-o",
                "LogLevel=ERROR");
    }

    /** A path as ssh_config(5) wants it: blanks in double quotes, and a percent sign twice, or it would be expanded. */
    private static String quoted(Path path) {
        String text = path.toString();
        if (text.indexOf('"') >= 0 || text.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("path: " + text + ": ssh cannot be told of it");
        }
        return '"' + text.replace("%", "%%") + '"';
    }
}
