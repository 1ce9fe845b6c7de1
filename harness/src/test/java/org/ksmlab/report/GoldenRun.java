package org.ksmlab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ksmlab.command.TestFolders;

/** A copy of the golden run, to be changed and reported on; see its README for where it comes from. */
public final class GoldenRun implements AutoCloseable {
    /** What a guest that means ill puts into whatever it may name. */
    public static final String HOSTILE =
            "<script>window.hacked = true</script>\u001b[31m\u001b]0;owned\u0007\u009b2J\"'&\u202e";

    private static final Path ORIGINAL = Path.of("src/test/resources/report/quick-run");

    private final Path folder;

    private GoldenRun(Path folder) {
        this.folder = folder;
    }

    public static GoldenRun copy() {
        try {
            Path folder = Files.createTempDirectory("report");
            List<Path> all;
            try (Stream<Path> paths = Files.walk(ORIGINAL)) {
                all = paths.filter(Files::isRegularFile).toList();
            }
            for (Path file : all) {
                Path copy = folder.resolve("quick-run").resolve(ORIGINAL.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
            return new GoldenRun(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In which a guest got {@link #HOSTILE} into its console, its tasks' names, and so into the verdict. */
    public static GoldenRun hostile() {
        GoldenRun run = copy();
        String task = "<script>hacked=1";
        run.append(
                "without-limit-1/console-ksmlab-g2.log",
                "[   66.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 9s! [" + HOSTILE + ":66]\n");
        run.replace("without-limit-1/stacks.log", "comm=qemu-system-x86", "comm=" + HOSTILE);
        run.replace("without-limit-1/perf.txt", "migrate   649", task + "   649");
        run.replace("without-limit-1/perf.txt", "rmap_walk_ksm", "rmap_walk_ksm" + HOSTILE);
        run.replace("without-limit-1/trial.json", "\"comm\" : \"migrate\"", "\"comm\" : \"" + task + "\"");
        run.replace(
                "result.json",
                "[filler:139]",
                "<script>window.hacked = true</script>\\u001b[31m\\u001b]0;owned\\u0007\\u009b2J\\\"'&\\u202e");
        return run;
    }

    public Path folder() {
        return folder.resolve("quick-run");
    }

    StoredRun read() {
        return StoredRun.read(folder());
    }

    /** A trial of the golden run: arms and trials are counted from 0. */
    StoredTrial trial(int arm, int trial) {
        return read().arms().get(arm).trials().get(trial);
    }

    void append(String file, String text) {
        write(file, text(file) + text);
    }

    void replace(String file, String old, String fresh) {
        String text = text(file);
        if (!text.contains(old)) {
            throw new IllegalArgumentException(file + " has no '" + old + "'");
        }
        write(file, text.replace(old, fresh));
    }

    void write(String file, String text) {
        try {
            Files.writeString(folder().resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String file) {
        try {
            Files.delete(folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String file) {
        try {
            return Files.readString(folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            TestFolders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
