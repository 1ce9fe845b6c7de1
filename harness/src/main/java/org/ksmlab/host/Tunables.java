package org.ksmlab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Shell;
import org.ksmlab.model.TunableChange;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * Changes a host's tunables so that they can be put back. The old value is on this machine's disk before a new one is written, so
 * that {@link #restore} can also be done by another process, after this one was killed. The journal is one JSON object a line; it is
 * gone once everything is as it was.
 */
public final class Tunables implements AutoCloseable {
    /** Unmerging millions of mappings takes a while; a host that needs longer is lost. */
    private static final Duration RESTORE_BUDGET = Duration.ofMinutes(3);

    /** For processes that end; a value that is refused for another reason is refused as late. */
    private static final Duration EXIT_PATIENCE = Duration.ofSeconds(15);

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Shell shell;
    private final Path journal;

    /** What we changed, by path in the order of the first changes. What we wrote last need not be read again. */
    private final Map<String, TunableChange> changed = new LinkedHashMap<>();

    /** Those of which nobody knows what a write that failed has done. */
    private final Set<String> unknown = new HashSet<>();

    /**
     * What a tunable should be.
     *
     * @param path the file in /sys or /proc
     * @param required false for one that not every kernel has
     */
    public record Setting(String path, String value, boolean required) {
        /** Of a tunable that has to be there. */
        public static Setting of(String path, Object value) {
            return new Setting(path, value.toString(), true);
        }

        /** Of a tunable that is left out where it is not there. */
        public static Setting ifThere(String path, Object value) {
            return new Setting(path, value.toString(), false);
        }
    }

    /**
     * @param path the file in /sys or /proc
     * @param old its text before, as it is written back
     */
    record Change(String path, String old) {}

    /** Continues a journal, which may not exist yet or hold what is still to be restored. */
    public Tunables(Shell shell, Path journal) {
        this.shell = shell;
        this.journal = journal;
    }

    /**
     * Writes tunables, in this order, remembering what each was unless it already is what is wanted.
     *
     * @throws CommandFailedException if one that is required is not there, and nothing is written then; or if one refuses its value
     */
    public void set(List<Setting> settings, Deadline deadline) {
        Map<String, String> now = look(settings, deadline);
        Map<Setting, String> wrong = new LinkedHashMap<>();
        for (Setting setting : settings) {
            String old = now.get(setting.path());
            if (old == null && setting.required()) {
                throw new CommandFailedException(Command.of("cat", setting.path()), "no such tunable");
            }
            if (old != null && !old.equals(setting.value())) {
                wrong.put(setting, old);
            }
        }
        if (wrong.isEmpty()) {
            return;
        }
        wrong.forEach((setting, old) -> {
            remember(new Change(setting.path(), old));
            unknown.add(setting.path());
        });
        shell.writeAll(
                wrong.keySet().stream()
                        .map(setting -> Map.entry(setting.path(), setting.value()))
                        .toList(),
                deadline);
        wrong.forEach((setting, old) -> {
            unknown.remove(setting.path());
            changed.merge(
                    setting.path(),
                    new TunableChange(setting.path(), old, setting.value()),
                    (first, last) -> new TunableChange(first.path(), first.before(), last.during()));
        });
    }

    /** Writes one. */
    public void set(Setting setting, Deadline deadline) {
        set(List.of(setting), deadline);
    }

    /** What they are now; those that are not there are left out. Each look takes a busy host a while: what we wrote is known. */
    private Map<String, String> look(List<Setting> settings, Deadline deadline) {
        Map<String, String> now = new HashMap<>();
        List<String> ask = new ArrayList<>();
        for (Setting setting : settings) {
            TunableChange known = unknown.contains(setting.path()) ? null : changed.get(setting.path());
            if (known == null) {
                ask.add(setting.path());
            } else {
                now.put(setting.path(), known.during());
            }
        }
        if (!ask.isEmpty()) {
            now.putAll(shell.firstLines(ask, deadline));
        }
        return now;
    }

    /** What was changed through this object and is as it was again after {@link #restore}. */
    public List<TunableChange> changed() {
        return List.copyOf(changed.values());
    }

    /**
     * Puts everything back, the last change first, and forgets the journal.
     *
     * @throws CommandFailedException if some refused: all others are back, and the journal is kept
     */
    public void restore(Deadline deadline) {
        List<Map.Entry<String, String>> texts = new ArrayList<>();
        for (Change change : changes()) {
            texts.add(0, Map.entry(change.path(), change.old()));
        }
        if (texts.stream().anyMatch(text -> text.getKey().equals(Ksm.MAX_PAGE_SHARING))) {
            // It can only change while nothing is merged.
            texts.add(0, Map.entry(Ksm.RUN, Ksm.UNMERGE));
            writePatiently(texts, deadline);
        } else if (!texts.isEmpty()) {
            shell.writeAll(texts, deadline);
        }
        try {
            Files.deleteIfExists(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(journal.toString(), e);
        }
    }

    /**
     * A process that was killed has its merged pages until it is gone, which takes one of gigabytes a while, and ksmd does not unmerge them
     * (ksm_test_exit() in mm/ksm.c): until then max_page_sharing refuses.
     */
    private void writePatiently(List<Map.Entry<String, String>> texts, Deadline deadline) {
        Deadline patience = deadline.sooner(EXIT_PATIENCE);
        Await.until("the host's tunables to be put back", deadline, RETRY, () -> {
            try {
                shell.writeAll(texts, deadline);
                return true;
            } catch (CommandFailedException e) {
                if (patience.expired()) {
                    throw e;
                }
                return false;
            }
        });
    }

    /** Restores. */
    @Override
    public void close() {
        restore(Deadline.in(RESTORE_BUDGET));
    }

    private List<Change> changes() {
        if (!Files.exists(journal)) {
            return List.of();
        }
        try {
            // A line may be half written, or empty: its change was not made then.
            return Files.readString(journal)
                    .lines()
                    .filter(line -> line.endsWith("}"))
                    .map(line -> Json.parse(line, Change.class))
                    .collect(Collectors.toCollection(ArrayList::new));
        } catch (IOException e) {
            throw new UncheckedIOException(journal.toString(), e);
        }
    }

    private void remember(Change change) {
        try (FileChannel channel = FileChannel.open(
                journal, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            // On a line of its own, even if a killed process left half a line.
            ByteBuffer line = ByteBuffer.wrap(("\n" + Json.line(change) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(journal.toString(), e);
        }
    }
}
