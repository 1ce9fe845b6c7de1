package org.ksmlab.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ksmlab.command.Command;

/**
 * The program ssh, for who needs it in our place: libvirt, and a person at a terminal. It logs in with the target's key only, and only if
 * the host shows a key that is known. Nothing is asked of anybody, and nothing of the user's own configuration of ssh is used.
 */
public final class OpenSsh {
    private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(2);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private OpenSsh() {}

    /** ssh with its options; what follows is where to log in and what to run there. */
    public static Command options(SshTarget target) {
        return Command.of(
                "ssh",
                "-F",
                "none",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + quoted(target.knownHosts()),
                "-o",
                "GlobalKnownHostsFile=none",
                "-o",
                "IdentityFile=" + quoted(target.privateKey()),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityAgent=none",
                "-o",
                "ConnectTimeout=" + CONNECT_TIMEOUT.toSeconds(),
                "-o",
                "ServerAliveInterval=" + ALIVE_INTERVAL.toSeconds(),
                "-o",
                "ServerAliveCountMax=" + target.silence().dividedBy(ALIVE_INTERVAL),
                "-o",
                "LogLevel=ERROR");
    }

    /** ssh to that host; what follows is what to run there. */
    public static Command login(SshTarget target) {
        List<Object> words = new ArrayList<>(options(target).argv());
        words.addAll(List.of("-p", target.port(), target.user() + "@" + target.address()));
        return Command.of(words.toArray());
    }

    /** A path as ssh_config(5) wants it: blanks in double quotes, and a percent sign twice, or it would be expanded. */
    private static String quoted(Path path) {
        String text = path.toAbsolutePath().toString();
        if (text.indexOf('"') >= 0 || text.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("path: " + text + ": ssh cannot be told of it");
        }
        return '"' + text.replace("%", "%%") + '"';
    }
}
