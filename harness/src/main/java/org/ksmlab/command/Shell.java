package org.ksmlab.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.waiting.Deadline;

/** Runs commands on one host and moves files there. May be used by several threads at once. */
public interface Shell extends AutoCloseable {
    /** What {@link #run} keeps of a command's standard output at most, in bytes; more is an error. */
    int STDOUT_LIMIT = 16 << 20;

    /** What is kept of a command's standard error, in bytes: the last of it. */
    int STDERR_LIMIT = 64 << 10;

    /** The host, as messages name it. */
    String name();

    /**
     * Runs a command to its end; a failing exit status is a result, not an exception.
     *
     * @throws org.ksmlab.waiting.WaitTimedOutException if it is not over by the deadline; it has been killed
     * @throws CommandFailedException if it wrote more than {@link #STDOUT_LIMIT} bytes
     * @throws HostUnreachableException if the host did not answer
     */
    default CommandResult run(Command command, Deadline deadline) {
        BoundedOutput stdout = new BoundedOutput(STDOUT_LIMIT);
        try (Running running = start(command, stdout::write)) {
            CommandResult end = running.await(deadline);
            if (stdout.dropped() > 0) {
                throw new CommandFailedException(command, "wrote more than " + STDOUT_LIMIT + " bytes");
            }
            return new CommandResult(command, end.exit(), stdout.text(), end.stderr(), end.took());
        }
    }

    /**
     * Starts a command and streams its standard output to the sink. The caller closes what it gets.
     *
     * @throws HostUnreachableException if the host did not answer
     */
    Running start(Command command, OutputSink sink);

    /**
     * Copies a local file to the host, replacing what is there at once, never half.
     *
     * @param mode the permissions, e.g. {@code 0755}
     */
    void upload(Path local, String remote, int mode, Deadline deadline);

    /**
     * A file's text, as UTF-8 with malformed bytes replaced; empty if there is no such file. Suits /proc and /sys, whose files
     * say that they are empty.
     *
     * @throws CommandFailedException if it is there and cannot be read
     */
    Optional<String> read(String path, Deadline deadline);

    /**
     * Writes a file's text in one write(2), as /proc and /sys want it.
     *
     * @throws CommandFailedException if the file refuses it
     */
    default void write(String path, String text, Deadline deadline) {
        run(Command.of("tee", "--", path).withStdin(text), deadline).orThrow();
    }

    /**
     * The first line of each of these files, by path and in their order, without those that are not there: many files of /proc and /sys for
     * the price of one command.
     *
     * @throws CommandFailedException if one is there and cannot be read, or has no line
     */
    default Map<String, String> firstLines(List<String> paths, Deadline deadline) {
        String script = "for file; do if [ -e \"$file\" ]; then line=; IFS= read -r line <\"$file\" || [ -n \"$line\" ]"
                + " || { echo \"cannot read $file\" >&2; exit 1; }; printf '=%s\\n' \"$line\"; else echo -; fi; done";
        List<Object> words = new ArrayList<>(List.of("sh", "-c", script, "first-lines"));
        words.addAll(paths);
        List<String> answers = run(Command.of(words.toArray()), deadline)
                .orThrow()
                .stdout()
                .lines()
                .toList();
        Map<String, String> lines = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            if (answers.get(i).startsWith("=")) {
                lines.put(paths.get(i), answers.get(i).substring(1));
            }
        }
        return lines;
    }

    /**
     * Writes several files' texts, one after the other and each in one write(2), for the price of one command. Goes on after a file that
     * refuses its text.
     *
     * @param texts by path, in the order in which they are written
     * @throws CommandFailedException if any refused; the message names them
     */
    default void writeAll(List<Map.Entry<String, String>> texts, Deadline deadline) {
        String script = "failed=0; while [ $# -gt 0 ]; do printf %s \"$2\" >\"$1\""
                + " || { echo \"$1 refuses '$2'\" >&2; failed=1; }; shift 2; done; exit $failed";
        List<Object> words = new ArrayList<>(List.of("sh", "-c", script, "write-all"));
        texts.forEach(text -> words.addAll(List.of(text.getKey(), text.getValue())));
        run(Command.of(words.toArray()), deadline).orThrow();
    }

    @Override
    void close();
}
