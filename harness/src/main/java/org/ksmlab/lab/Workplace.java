package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ksmlab.command.Shell;
import org.ksmlab.kernels.Kernels;
import org.ksmlab.local.LocalShell;

/**
 * Where this ksmlab lives and what it keeps, as the launcher says.
 *
 * @param home the checkout
 * @param cache images, the lab host, runs
 */
public record Workplace(Path home, Path cache) {
    /** In the environment of all that we start: how {@code clean} knows what a killed run left. */
    public static final String OWNER = "KSMLAB_OWNER";

    /**
     * The one that the launcher tells of.
     *
     * @throws IllegalStateException if we were started without it
     */
    public static Workplace fromLauncher() {
        String home = System.getProperty("ksmlab.home");
        String cache = System.getProperty("ksmlab.cache");
        if (home == null || cache == null) {
            throw new IllegalStateException("start it with the launcher, ksmlab: it says where things are");
        }
        return new Workplace(Path.of(home), Path.of(cache));
    }

    /** A shell that marks what it starts. */
    public Shell localShell() {
        return new LocalShell(Map.of(OWNER, cache.toString()));
    }

    public Path recipes() {
        return home.resolve("guest-images");
    }

    /** What a lab host can boot. */
    public Kernels kernels(Shell local, Consumer<String> progress) {
        return new Kernels(local, recipes(), cache.resolve("kernels"), progress);
    }

    /** Where run folders go unless told otherwise. */
    public Path runs() {
        return cache.resolve("runs");
    }

    /** What {@link #runs} can be searched by; a cache of them. */
    public Path index() {
        return cache.resolve("index.sqlite");
    }

    /** What has been changed on hosts and is to be put back. */
    public Path journals() {
        return cache.resolve(LabFolder.JOURNALS);
    }

    /**
     * Journals of what was changed and has not been put back.
     *
     * @throws UncheckedIOException if they cannot be listed
     */
    public List<Path> unrestored() {
        if (!Files.isDirectory(journals())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(journals())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(journals().toString(), e);
        }
    }
}
