package org.ksmlab.kernels;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.recipe.Recipe;
import org.ksmlab.recipe.RecipeCache;
import org.ksmlab.waiting.Deadline;

/**
 * A kernel built here, of the source of Debian's, unchanged or with one patch. All of them have the same config, and are built in the
 * same tree one after the other, so that whatever a patch does not touch is compiled once.
 */
final class BuiltKernel implements Kernel {
    /** Seen: five minutes on four cores. A machine of two, at work for others as well, takes an hour. */
    private static final Duration BUDGET = Duration.ofMinutes(90);

    private static final Duration FETCH_BUDGET = Duration.ofMinutes(10);

    /** A compiler says at once which one it is. */
    private static final Duration COMPILER_BUDGET = Duration.ofSeconds(30);

    private final Shell local;
    private final Path recipes;
    private final Path cacheFolder;
    private final RecipeCache cache;
    private final String name;
    private final Optional<Path> patch;

    /**
     * Of one name.
     *
     * @param recipes the folder guest-images
     * @param cacheFolder where the tree is kept
     * @param patch empty: the source as it is
     */
    BuiltKernel(Shell local, Path recipes, Path cacheFolder, RecipeCache cache, String name, Optional<Path> patch) {
        this.local = local;
        this.recipes = recipes;
        this.cacheFolder = cacheFolder;
        this.cache = cache;
        this.name = name;
        this.patch = patch;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return patch.map(file -> "the source of Debian's 6.1 with " + file.getFileName())
                .orElse("the source of Debian's 6.1 as it is");
    }

    @Override
    public Optional<BootFiles> made() {
        return cache.find(sourceRecipe())
                .flatMap(source -> compiler(Deadline.in(COMPILER_BUDGET))
                        .flatMap(compiler -> cache.find(buildRecipe(source, compiler))))
                .map(BootFiles::in);
    }

    @Override
    public void fetch(Deadline deadline) {
        cache.make(sourceRecipe(), deadline.sooner(FETCH_BUDGET));
    }

    @Override
    public BootFiles make(Deadline deadline) {
        Path source = cache.make(sourceRecipe(), deadline.sooner(FETCH_BUDGET));
        String compiler = compiler(deadline)
                .orElseThrow(() -> new IllegalStateException("a kernel is built with gcc, and there is none"));
        return BootFiles.in(cache.make(buildRecipe(source, compiler), deadline.sooner(BUDGET)));
    }

    private Recipe sourceRecipe() {
        Path script = recipes.resolve("kernels/source");
        return new Recipe("kernel-source", script, List.of(script, recipes.resolve("debian-sources")));
    }

    private Recipe buildRecipe(Path source, String compiler) {
        Path script = recipes.resolve("kernels/build");
        List<Path> inputs =
                new ArrayList<>(List.of(script, recipes.resolve("kernels/config"), source.resolve("sha256")));
        List<String> arguments = new ArrayList<>(
                List.of(source.toString(), cacheFolder.resolve("tree").toString()));
        patch.ifPresent(file -> {
            inputs.add(file);
            arguments.add(file.toString());
        });
        return new Recipe(Kernels.label(name), script, arguments, inputs, List.of(compiler));
    }

    private Optional<String> compiler(Deadline deadline) {
        return Optional.of(local.run(Command.of("gcc", "--version"), deadline))
                .filter(result -> result.ok())
                .flatMap(result -> result.stdout().lines().findFirst());
    }
}
