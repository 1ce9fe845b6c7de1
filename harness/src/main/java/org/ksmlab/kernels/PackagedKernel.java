package org.ksmlab.kernels;

import java.time.Duration;
import java.util.Optional;
import org.ksmlab.recipe.Recipe;
import org.ksmlab.recipe.RecipeCache;
import org.ksmlab.waiting.Deadline;

/** A kernel out of a package of Debian's or the user's, with an initrd that loads those of its modules that a lab host needs. */
record PackagedKernel(String name, String description, RecipeCache cache, Recipe recipe) implements Kernel {
    /** From a slow mirror, on two cores; seen: 30 to 60 s. */
    private static final Duration BUDGET = Duration.ofMinutes(10);

    @Override
    public Optional<BootFiles> made() {
        return cache.find(recipe).map(BootFiles::in);
    }

    @Override
    public void fetch(Deadline deadline) {
        make(deadline);
    }

    @Override
    public BootFiles make(Deadline deadline) {
        return BootFiles.in(cache.make(recipe, deadline.sooner(BUDGET)));
    }
}
