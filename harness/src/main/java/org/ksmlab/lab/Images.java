package org.ksmlab.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Shell;
import org.ksmlab.recipe.Recipe;
import org.ksmlab.recipe.RecipeCache;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * The images that the lab host and its guests are made of, built from the recipes in {@code guest-images} and kept by the content of
 * their recipes, so that each is built once.
 */
public final class Images {
    /** From a slow mirror, on two cores; seen: 50 s for the lab host. */
    private static final Duration BUILD_BUDGET = Duration.ofMinutes(20);

    private final Path recipes;
    private final Path folder;
    private final RecipeCache cache;

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
        this.recipes = recipes;
        this.folder = cache;
        this.cache = new RecipeCache(local, cache, progress);
    }

    /**
     * Builds what is missing, side by side.
     *
     * @throws CommandFailedException if a build fails; the message names its log
     * @throws WaitTimedOutException if one is not over in time; likewise
     */
    public Built build(Deadline deadline) {
        Deadline limit = deadline.sooner(BUILD_BUDGET);
        List<Supplier<Path>> builds = new ArrayList<>();
        all().forEach(recipe -> builds.add(() -> cache.make(recipe, limit)));
        List<Path> built = SideBySide.all("the images, whose logs are in " + folder, limit, builds);
        return new Built(built.get(0), built.get(1), built.get(2));
    }

    /** The names of those that {@link #build} would have to build. */
    List<String> missing() {
        return all().stream()
                .filter(recipe -> cache.find(recipe).isEmpty())
                .map(Recipe::name)
                .toList();
    }

    private List<Recipe> all() {
        Path sources = recipes.resolve("debian-sources");
        Path programs = recipes.resolve("programs");
        return List.of(
                recipe("lab-host", List.of(recipes.resolve("lab-host"), sources)),
                recipe("guest", List.of(recipes.resolve("guest"), programs, sources)),
                recipe("programs", List.of(programs)));
    }

    private Recipe recipe(String name, List<Path> inputs) {
        return new Recipe(name, recipes.resolve(name).resolve("build"), inputs);
    }
}
