package org.ksmlab.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.ksmlab.waiting.Deadline;

/** A host that is nothing but files, such as those in /sys. It remembers what was written, and runs no commands. */
public final class FakeShell implements Shell {
    private final Map<String, String> files;
    private final List<String> writes = new ArrayList<>();
    private BiConsumer<String, String> beforeWrite = (path, text) -> {};

    /** @param files their texts by their paths */
    public FakeShell(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    /** What happens before each write, with its path and text; if it throws, the write fails with that. */
    public void beforeWrite(BiConsumer<String, String> action) {
        beforeWrite = action;
    }

    /** All writes that succeeded, in order, each as {@code path=text}. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    public Map<String, String> files() {
        return Map.copyOf(files);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Optional<String> read(String path, Deadline deadline) {
        return Optional.ofNullable(files.get(path));
    }

    @Override
    public void write(String path, String text, Deadline deadline) {
        beforeWrite.accept(path, text);
        if (files.replace(path, text) == null) {
            throw new CommandFailedException(Command.of("tee", "--", path), "no such file");
        }
        writes.add(path + "=" + text);
    }

    @Override
    public Map<String, String> firstLines(List<String> paths, Deadline deadline) {
        Map<String, String> lines = new LinkedHashMap<>();
        paths.forEach(path -> read(path, deadline).ifPresent(text -> lines.put(path, text.strip())));
        return lines;
    }

    @Override
    public void writeAll(List<Map.Entry<String, String>> texts, Deadline deadline) {
        List<CommandFailedException> refused = new ArrayList<>();
        for (Map.Entry<String, String> text : texts) {
            try {
                write(text.getKey(), text.getValue(), deadline);
            } catch (CommandFailedException e) {
                refused.add(e);
            }
        }
        if (!refused.isEmpty()) {
            throw refused.get(0);
        }
    }

    @Override
    public Running start(Command command, OutputSink sink) {
        throw new UnsupportedOperationException(command.quoted());
    }

    @Override
    public void upload(Path local, String remote, int mode, Deadline deadline) {
        throw new UnsupportedOperationException(remote);
    }

    @Override
    public void close() {
        // A host of files needs no end.
    }
}
