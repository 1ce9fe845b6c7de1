package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * What a killed run left on this machine. Everything that a run starts carries a mark in its environment and inherits it, however it
 * detaches itself: that is how it is found.
 */
public final class Leftovers {
    private static final Duration END_BUDGET = Duration.ofSeconds(30);

    private final String mark;
    private final LabFolder folder;

    /**
     * For one cache.
     *
     * @param variable the environment variable that marks
     * @param value what it is for this cache
     */
    public Leftovers(String variable, String value, LabFolder folder) {
        this.mark = variable + "=" + value;
        this.folder = folder;
    }

    /**
     * Ends all marked processes, the lab host's machine among them, and removes scratch files. The caller has the lab host's lease.
     *
     * @return what was ended, one text a process
     */
    public List<String> remove() {
        List<ProcessHandle> marked = processes();
        List<String> ended = marked.stream().map(Leftovers::text).toList();
        marked.forEach(ProcessHandle::destroyForcibly);
        Await.until(
                "the end of what was left",
                Deadline.in(END_BUDGET),
                () -> processes().isEmpty());
        try {
            Files.deleteIfExists(folder.machine());
            Files.deleteIfExists(folder.pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ended;
    }

    /** For people: which process, and what it runs. */
    static String text(ProcessHandle process) {
        return "process " + process.pid() + ": " + process.info().command().orElse("without a program");
    }

    /** What {@link #remove} would end. */
    List<ProcessHandle> processes() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(
                            process -> process.pid() != ProcessHandle.current().pid())
                    .filter(process -> environment(process.pid()).contains(mark))
                    .toList();
        }
    }

    /** Empty for a process that is gone, a zombie, or somebody else's. */
    private static List<String> environment(long pid) {
        try {
            Path environ = Path.of("/proc", String.valueOf(pid), "environ");
            return List.of(new String(Files.readAllBytes(environ), StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
