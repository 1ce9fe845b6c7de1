package org.ksmlab.programs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/** A program under test that runs until it is closed, with its process id and the lines that it has printed so far. */
final class Started implements AutoCloseable {
    private static final Pattern PAIR = Pattern.compile("(\\w+)=(\\S+)");

    private final BoundedOutput output = new BoundedOutput(1 << 20);
    private final Shell shell;
    private final Running running;
    private final long pid;

    Started(Shell shell, Path program, Object... arguments) {
        this.shell = shell;
        List<Object> words = new ArrayList<>(List.of("sh", "-c", "echo shell=$$; exec \"$0\" \"$@\"", program));
        words.addAll(List.of(arguments));
        running = shell.start(Command.of(words.toArray()), output::write);
        pid = Long.parseLong(pairs(awaitLine(line -> line.startsWith("shell="))).get("shell"));
    }

    long pid() {
        return pid;
    }

    boolean isAlive() {
        return running.isAlive();
    }

    /** The complete lines so far that the predicate takes. */
    List<String> lines(Predicate<String> predicate) {
        String text = output.text();
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(predicate)
                .toList();
    }

    String awaitLine(Predicate<String> predicate) {
        return Await.value(
                "a line of the program",
                Deadline.in(Duration.ofSeconds(60)),
                Duration.ofMillis(10),
                () -> lines(predicate).stream().findFirst());
    }

    void signal(String name) {
        shell.run(Command.of("kill", "-s", name, pid), Deadline.in(Duration.ofSeconds(10)))
                .orThrow();
    }

    /** The {@code key=value} words of a line. */
    static Map<String, String> pairs(String line) {
        return PAIR.matcher(line).results().collect(Collectors.toMap(pair -> pair.group(1), pair -> pair.group(2)));
    }

    @Override
    public void close() {
        running.close();
    }
}
