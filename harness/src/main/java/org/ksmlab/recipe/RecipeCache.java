package org.ksmlab.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.Seconds;
import org.ksmlab.waiting.WaitTimedOutException;

/** What recipes made: a folder for each, kept until its recipe changes, so that each is made once. */
public final class RecipeCache {
    private final Shell local;
    private final Path cache;
    private final Consumer<String> progress;

    /**
     * In one folder.
     *
     * @param cache is made if need be
     * @param progress gets a line at the start and the end of whatever is made
     */
    public RecipeCache(Shell local, Path cache, Consumer<String> progress) {
        this.local = local;
        this.cache = cache;
        this.progress = progress;
    }

    /** The folder with what the recipe made, if it did before. */
    public Optional<Path> find(Recipe recipe) {
        return Optional.of(folderOf(recipe)).filter(Files::isDirectory);
    }

    /**
     * The folder with what the recipe makes, made now unless it was before.
     *
     * @throws CommandFailedException if the script fails; the message names the log of what it said
     * @throws WaitTimedOutException if it is not over by the deadline; likewise
     */
    public Path make(Recipe recipe, Deadline deadline) {
        Path folder = folderOf(recipe);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(cache);
            Path lock = cache.resolve(recipe.name() + ".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.isDirectory(folder)) {
                    run(recipe, folder, deadline);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(recipe.name() + ": " + e.getMessage(), e);
        }
    }

    private Path folderOf(Recipe recipe) {
        return cache.resolve(recipe.name() + "-" + recipe.key());
    }

    private void run(Recipe recipe, Path folder, Deadline deadline) throws IOException {
        progress.accept("making " + recipe.name());
        removeOlder(recipe);
        Path unfinished = cache.resolve(recipe.name() + ".unfinished");
        Path log = cache.resolve(recipe.name() + ".log");
        Path scratch = Files.createDirectories(cache.resolve(recipe.name() + ".scratch"));
        List<Object> script = new ArrayList<>(List.of(recipe.script(), unfinished));
        script.addAll(recipe.arguments());
        // In a mount namespace of its own, so that no mount outlives it, however it ends. The log has at once what it
        // says: it may be killed at any time.
        List<Object> words = new ArrayList<>(
                List.of("unshare", "--mount", "env", "TMPDIR=" + scratch, "sh", "-c", "exec >\"$0\" 2>&1 \"$@\"", log));
        words.addAll(script);
        CommandResult result = run(recipe, Command.of(words.toArray()), log, deadline);
        if (!result.ok()) {
            String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8) + "\nits log is " + log;
            throw new CommandFailedException(
                    new CommandResult(Command.of(script.toArray()), result.exit(), "", said, result.took()));
        }
        Files.move(unfinished, folder);
        progress.accept("made " + recipe.name() + " in " + Seconds.text(result.took()));
    }

    private CommandResult run(Recipe recipe, Command command, Path log, Deadline deadline) {
        Duration budget = deadline.remaining();
        try {
            return local.run(command, deadline);
        } catch (WaitTimedOutException e) {
            throw new WaitTimedOutException(recipe.name() + " to be made; its log is " + log, budget, e);
        }
    }

    /** What older recipes made, and what a killed one left. */
    private void removeOlder(Recipe recipe) throws IOException {
        Pattern older = Pattern.compile(Pattern.quote(recipe.name()) + "(-[0-9a-f]{16}|\\.unfinished|\\.scratch)");
        try (Stream<Path> folders = Files.list(cache)) {
            for (Path folder : folders.filter(Files::isDirectory)
                    .filter(folder ->
                            older.matcher(folder.getFileName().toString()).matches())
                    .toList()) {
                local.run(Command.of("rm", "-rf", "--", folder), Deadline.in(Duration.ofMinutes(1)))
                        .orThrow();
            }
        }
    }
}
