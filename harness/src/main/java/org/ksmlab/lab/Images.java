package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.Seconds;

/**
 * The images that the lab host and its guests are made of, built from the recipes in {@code guest-images} and kept by the content of
 * their recipes, so that each is built once.
 */
public final class Images {
    /** From a slow mirror, on two cores; seen: 50 s for the lab host. */
    private static final Duration BUILD_BUDGET = Duration.ofMinutes(20);

    private final Shell local;
    private final Path recipes;
    private final Path cache;
    private final Consumer<String> progress;

    /** Folders that hold what the recipes make. */
    public record Built(Path labHost, Path guest, Path programs) {}

    /**
     * For one cache.
     *
     * @param recipes the folder guest-images
     * @param cache where built images are kept
     * @param progress gets a line at the start and the end of each build
     */
    public Images(Shell local, Path recipes, Path cache, Consumer<String> progress) {
        this.local = local;
        this.recipes = recipes;
        this.cache = cache;
        this.progress = progress;
    }

    /**
     * Builds what is missing, side by side.
     *
     * @throws CommandFailedException if a build fails; the message names its log
     */
    public Built build(Deadline deadline) {
        Path sources = recipes.resolve("debian-sources");
        Path programs = recipes.resolve("programs");
        List<Recipe> all = List.of(
                recipe("lab-host", List.of(recipes.resolve("lab-host"), sources)),
                recipe("guest", List.of(recipes.resolve("guest"), programs, sources)),
                recipe("programs", List.of(programs)));
        ExecutorService builders = Executors.newFixedThreadPool(all.size(), task -> {
            Thread thread = new Thread(task, "image build");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Deadline limit = deadline.sooner(BUILD_BUDGET);
            List<Future<Path>> folders = all.stream()
                    .map(recipe -> builders.submit(() -> folderOf(recipe, limit)))
                    .toList();
            List<Path> built = folders.stream()
                    .map(folder -> Await.result("the images", limit, folder))
                    .toList();
            return new Built(built.get(0), built.get(1), built.get(2));
        } finally {
            builders.shutdownNow();
        }
    }

    private Recipe recipe(String name, List<Path> inputs) {
        return new Recipe(name, recipes.resolve(name).resolve("build"), inputs);
    }

    private Path folderOf(Recipe recipe, Deadline deadline) {
        Path image = cache.resolve(recipe.name() + "-" + recipe.key());
        if (Files.isDirectory(image)) {
            return image;
        }
        try {
            Files.createDirectories(cache);
            Path lock = cache.resolve(recipe.name() + ".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.isDirectory(image)) {
                    make(recipe, image, deadline);
                }
            }
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException("image " + recipe.name() + ": " + e.getMessage(), e);
        }
    }

    private void make(Recipe recipe, Path image, Deadline deadline) throws IOException {
        progress.accept("building the image " + recipe.name());
        removeOlder(recipe);
        Path unfinished = cache.resolve(recipe.name() + ".unfinished");
        Path log = cache.resolve(recipe.name() + ".log");
        Path scratch = Files.createDirectories(cache.resolve(recipe.name() + ".scratch"));
        // In a mount namespace of its own, so that no mount outlives it, however it ends.
        CommandResult result = local.run(
                Command.of("unshare", "--mount", "env", "TMPDIR=" + scratch, recipe.script(), unfinished), deadline);
        Files.writeString(log, result.stdout() + result.stderr());
        if (!result.ok()) {
            throw new CommandFailedException(result);
        }
        Files.move(unfinished, image);
        progress.accept("built the image " + recipe.name() + " in " + Seconds.text(result.took()));
    }

    /** What older recipes made, and what a killed build left. */
    private void removeOlder(Recipe recipe) throws IOException {
        try (Stream<Path> folders = Files.list(cache)) {
            for (Path folder : folders.filter(Files::isDirectory)
                    .filter(folder -> folder.getFileName()
                            .toString()
                            .matches(recipe.name() + "(-[0-9a-f]{16}|\\.unfinished|\\.scratch)"))
                    .toList()) {
                local.run(Command.of("rm", "-rf", "--", folder), Deadline.in(Duration.ofMinutes(1)))
                        .orThrow();
            }
        }
    }
}
