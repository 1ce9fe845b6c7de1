package org.ksmlab.command;

import java.util.List;

/** A command ran and failed, or could not be used. The message has the command, its exit status and its last words. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Enough for a program's last complaint, little enough for one message. */
    private static final int LAST_LINES = 3;

    public CommandFailedException(CommandResult result) {
        super(message(result));
    }

    public CommandFailedException(Command command, String why) {
        super(command.quoted() + ": " + why);
    }

    private static String message(CommandResult result) {
        List<String> lines =
                result.stderr().lines().filter(line -> !line.isBlank()).toList();
        String lastWords = String.join("; ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        return result.command().quoted() + ": exit status " + result.exit()
                + (lastWords.isEmpty() ? "" : ": " + lastWords);
    }
}
