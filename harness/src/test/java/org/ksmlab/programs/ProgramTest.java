package org.ksmlab.programs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.BeforeClass;

/** Builds the C programs and runs them on this machine. */
abstract class ProgramTest {
    static final int PAGE_BYTES = 4096;

    final Shell shell = new LocalShell();
    final Path folder = Path.of("target/programs").toAbsolutePath();

    private static boolean built;

    /** Once for all that test them. */
    @BeforeClass
    public void build() {
        synchronized (ProgramTest.class) {
            if (!built) {
                buildAll();
                built = true;
            }
        }
    }

    private void buildAll() {
        if (!shell.run(Command.of("gcc", "--version"), soon()).ok()) {
            throw new SkipException("needs gcc");
        }
        shell.run(Command.of("../guest-images/programs/build", folder), soon()).orThrow();
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofMinutes(1));
    }

    CommandResult run(String program, Object... arguments) {
        List<Object> words = new ArrayList<>(List.of(folder.resolve(program)));
        words.addAll(List.of(arguments));
        return shell.run(Command.of(words.toArray()), soon());
    }

    Started start(String program, Object... arguments) {
        return new Started(shell, folder.resolve(program), arguments);
    }

    static Map<String, String> awaitFilled(Started filler) {
        return Started.pairs(filler.awaitLine(line -> line.startsWith("state=filled ")));
    }

    static void needsRoot() {
        if (!System.getProperty("user.name").equals("root")) {
            throw new SkipException("needs root");
        }
    }

    long longest() {
        return match("longest=(\\d+) ", run("sharers").orThrow().stdout());
    }

    /** Each thread stops by itself, some time after the signal. */
    boolean hasStopped(long pid) {
        Object[] words = {"sh", "-c", "cat /proc/$1/task/*/status", "states", pid};
        String statuses = shell.run(Command.of(words), soon()).orThrow().stdout();
        return statuses.lines()
                .filter(line -> line.startsWith("State:"))
                .allMatch(line -> line.contains("T (stopped)"));
    }

    static long match(String regex, String text) {
        MatchResult found =
                Pattern.compile(regex).matcher(text).results().findFirst().orElseThrow();
        return Long.parseLong(found.group(1));
    }
}
