package org.ksmlab.cli;

import java.nio.file.Path;
import java.util.Map;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;

/**
 * Where this ksmlab lives and what it keeps, as the launcher says.
 *
 * @param home the checkout
 * @param cache images, the lab host, runs
 */
record Workplace(Path home, Path cache) {
    /** In the environment of all that we start: how {@code clean} knows what a killed run left. */
    static final String OWNER = "KSMLAB_OWNER";

    static Workplace fromLauncher() {
        String home = System.getProperty("ksmlab.home");
        String cache = System.getProperty("ksmlab.cache");
        if (home == null || cache == null) {
            throw new IllegalStateException("start it with the launcher, ksmlab: it says where things are");
        }
        return new Workplace(Path.of(home), Path.of(cache));
    }

    Shell localShell() {
        return new LocalShell(Map.of(OWNER, cache.toString()));
    }

    Path recipes() {
        return home.resolve("guest-images");
    }

    Path runs() {
        return cache.resolve("runs");
    }

    /** What has been changed on hosts and is to be put back. */
    Path journals() {
        return cache.resolve("journals");
    }
}
