package org.ksmlab.command;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One program with its arguments, never a line for a shell to parse.
 *
 * @param argv the program and its arguments; at least one word, none with a NUL
 * @param stdin what the program reads on its standard input, sent as UTF-8; empty: end of file at once
 */
public record Command(List<String> argv, String stdin) {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_@%+:,./-]+");

    public Command {
        argv = List.copyOf(argv);
        if (argv.isEmpty() || argv.get(0).isEmpty()) {
            throw new IllegalArgumentException("argv: " + argv + ": no program");
        }
        for (String word : argv) {
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("argv: " + argv + ": a word with a NUL");
            }
        }
    }

    /** A command of these words, each as its {@code toString()} gives it, with an empty standard input. */
    public static Command of(Object... words) {
        return new Command(Arrays.stream(words).map(Object::toString).toList(), "");
    }

    public Command withStdin(String text) {
        return new Command(argv, text);
    }

    /** This command as one line for a POSIX shell, each word quoted so that the shell takes it as it is. */
    public String quoted() {
        // An unquoted NAME=value in first place would be an assignment; '=' therefore always gets quotes.
        return argv.stream().map(Command::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String word) {
        return NEEDS_NO_QUOTES.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** The quoted line, for messages and for the log of commands. */
    @Override
    public String toString() {
        return quoted();
    }
}
