package org.ksmlab.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ksmlab.command.Shell;
import org.ksmlab.recipe.Recipe;
import org.ksmlab.recipe.RecipeCache;

/**
 * The kernels by their names: Debian's by their versions, {@code with-patch}, which is the source of Debian's 6.1 with the limit on
 * sharing as it is in there, and one for each patch in {@code guest-images/kernels}, {@code without-patch} among them. The path of a
 * kernel image, a kernel package or a patch for that source names a kernel too.
 */
public final class Kernels {
    /** The source as it is: it has the fix. */
    public static final String WITH_PATCH = "with-patch";

    /** The same without the limit on sharing. */
    public static final String WITHOUT_PATCH = "without-patch";

    /** Releases of Debian by the version of their kernel. */
    private static final Map<String, String> DEBIAN = new TreeMap<>(Map.of("6.1", "bookworm", "6.12", "trixie"));

    private static final String PATCH = ".patch";
    private static final String PACKAGE = ".deb";

    private final Shell local;
    private final Path recipes;
    private final Path cacheFolder;
    private final RecipeCache cache;

    /**
     * For one cache.
     *
     * @param recipes the folder guest-images
     * @param cacheFolder where what is fetched and built is kept
     * @param progress gets a line at the start and the end of whatever is fetched or built
     */
    public Kernels(Shell local, Path recipes, Path cacheFolder, Consumer<String> progress) {
        this.local = local;
        this.recipes = recipes;
        this.cacheFolder = cacheFolder;
        this.cache = new RecipeCache(local, cacheFolder, progress);
    }

    /** Those that have a name. */
    public List<Kernel> named() {
        List<Kernel> all = new ArrayList<>();
        DEBIAN.forEach((version, suite) -> all.add(debian(version, suite)));
        all.add(built(WITH_PATCH, Optional.empty()));
        patches().forEach((name, file) -> all.add(built(name, Optional.of(file))));
        return List.copyOf(all);
    }

    /**
     * The kernel of this name or path.
     *
     * @throws IllegalArgumentException if there is none; the message says what there is
     */
    public Kernel get(String nameOrPath) {
        return named().stream()
                .filter(kernel -> kernel.name().equals(nameOrPath))
                .findFirst()
                .orElseGet(() -> ofFile(nameOrPath));
    }

    private Kernel ofFile(String text) {
        Path given = Path.of(text);
        if (!Files.isRegularFile(given) || !Files.isReadable(given)) {
            String names = String.join(", ", named().stream().map(Kernel::name).toList());
            String what = text.contains("/") ? "no such file: '" + text + "'" : "no kernel '" + text + "'";
            throw new IllegalArgumentException(
                    what + "; there are " + names + ", and paths of a vmlinuz, a .deb or a .patch");
        }
        Path file = given.toAbsolutePath().normalize();
        if (text.endsWith(PATCH)) {
            return built(file.toString(), Optional.of(file));
        }
        if (text.endsWith(PACKAGE)) {
            return packaged(file.toString(), "a kernel package", file.toString(), List.of(file), List.of());
        }
        BootImage.read(file);
        return new PlainKernel(file);
    }

    /** A name for folders: lower case letters, digits and dashes. Of a path, the last part counts. */
    public static String label(String nameOrPath) {
        String last = nameOrPath.substring(nameOrPath.lastIndexOf('/') + 1).replaceFirst("\\.(patch|deb)$", "");
        String label =
                last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return label.isEmpty() ? "kernel" : label;
    }

    private Kernel debian(String version, String suite) {
        return packaged(version, "the kernel of Debian's " + suite, suite, List.of(), List.of(suite));
    }

    private Kernel packaged(String name, String description, String argument, List<Path> packages, List<String> facts) {
        Path script = recipes.resolve("kernels/debian");
        List<Path> inputs =
                new ArrayList<>(List.of(script, recipes.resolve("kernels/init"), recipes.resolve("debian-sources")));
        inputs.addAll(packages);
        return new PackagedKernel(
                name,
                description,
                cache,
                new Recipe("debian-" + label(name), script, List.of(argument), inputs, facts));
    }

    private Kernel built(String name, Optional<Path> patch) {
        return new BuiltKernel(local, recipes, cacheFolder, cache, name, patch);
    }

    private Map<String, Path> patches() {
        Map<String, Path> patches = new TreeMap<>();
        Path folder = recipes.resolve("kernels");
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(PATCH)).forEach(file -> {
                String name = file.getFileName().toString();
                patches.put(name.substring(0, name.length() - PATCH.length()), file);
            });
            return patches;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }
}
