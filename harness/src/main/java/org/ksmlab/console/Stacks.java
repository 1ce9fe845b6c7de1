package org.ksmlab.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The stacks in a report, taken apart as its lines come in. */
final class Stacks {
    /** A kernel stack of 16 KiB has room for a few hundred frames; a report has a few stacks that matter. */
    private static final int MAX_LINES = 2000;

    private static final Pattern HEADER = Pattern.compile("\\s*+(?:Call [Tt]race|[Bb]acktrace):?");

    /** A line after which somebody else's stack or registers follow. */
    private static final Pattern OWNER =
            Pattern.compile("\\s*+(?:CPU: \\d{1,5}+ (?:UID: \\d++ )?PID: |NMI backtrace for cpu "
                    + "|task:.{1,24} state:[A-Z]|-> #\\d|Allocated by task |Freed by task |Last potentially related |stack backtrace:"
                    // Before 5.11: comm, state, free stack or program counter, pid, parent, flags.
                    + "|\\S{1,16}+ ++[RSDTtXZPI](?: |\\d).{1,60}(?:running task|0x[0-9a-f]{8}$))");

    private final List<Stack> complete = new ArrayList<>();
    private List<StackLine> lines = new ArrayList<>();
    private boolean hasHeader;
    private int count;

    /**
     * Consecutive frames, and the registers that belong to them.
     *
     * @param hasHeader whether a line like {@code Call Trace:} came before
     */
    record Stack(List<StackLine> lines, boolean hasHeader) {
        Stack {
            lines = List.copyOf(lines);
        }
    }

    /** Takes the next line; true if it is of a stack. */
    boolean add(String text) {
        StackLine line = StackLine.parse(text);
        if (line != null) {
            if (line.reliable() && count < MAX_LINES) {
                lines.add(line);
                count++;
            }
        } else if (OWNER.matcher(text).lookingAt()) {
            end();
        } else if (HEADER.matcher(text).lookingAt()) {
            // Registers come before the header of the stack they belong to.
            if (hasHeader) {
                end();
            }
            hasHeader = true;
        }
        return line != null;
    }

    private void end() {
        if (!lines.isEmpty()) {
            complete.add(new Stack(lines, hasHeader));
            lines = new ArrayList<>();
        }
        hasHeader = false;
    }

    /** Whether there is a caller of anything, rather than a program counter at most. */
    boolean hasCallers() {
        return !complete.isEmpty() || lines.stream().anyMatch(line -> !line.programCounter());
    }

    /** Those so far, in the order of the report. */
    List<Stack> all() {
        List<Stack> all = new ArrayList<>(complete);
        if (!lines.isEmpty()) {
            all.add(new Stack(lines, hasHeader));
        }
        return all;
    }
}
