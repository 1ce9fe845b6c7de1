package org.ksmlab.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where to log in, as whom, and how to know that it is the right host.
 *
 * @param name the host as messages name it
 * @param address host name or IP address; through a jump, as the jump host knows it
 * @param privateKey the user's key, in OpenSSH's format, without a passphrase
 * @param knownHosts the hosts' keys, in the format of sshd(8); a host that is not in it, or has another key, is refused
 * @param silence a host that says nothing for this long, though it is asked all the while, is given up; at least 4 s
 */
public record SshTarget(
        String name, String address, int port, String user, Path privateKey, Path knownHosts, Duration silence) {
    /** Suits hosts. A guest in a soft lockup is silent for longer. */
    public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(8);

    /** None may look like an option of ssh, or like part of a URI. */
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9_:][A-Za-z0-9._:-]*");

    private static final Duration LEAST_SILENCE = SshConnection.KEEP_ALIVE_INTERVAL.multipliedBy(2);

    public SshTarget {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: '" + name + "'");
        }
        if (!ADDRESS.matcher(address).matches()) {
            throw new IllegalArgumentException("address: '" + address + "'");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port);
        }
        if (!USER.matcher(user).matches()) {
            throw new IllegalArgumentException("user: '" + user + "'");
        }
        if (silence.compareTo(LEAST_SILENCE) < 0) {
            throw new IllegalArgumentException("silence: " + silence);
        }
    }

    /** A target that is given up after {@link #DEFAULT_SILENCE}. */
    public SshTarget(String name, String address, int port, String user, Path privateKey, Path knownHosts) {
        this(name, address, port, user, privateKey, knownHosts, DEFAULT_SILENCE);
    }

    public SshTarget withSilence(Duration other) {
        return new SshTarget(name, address, port, user, privateKey, knownHosts, other);
    }
}
