package org.ksmlab.cli;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line on standard error and an exit code; a stack trace comes below it only on request. */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final BooleanSupplier debug;

    OneLineErrors(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String what = e instanceof UnmatchedArgumentException unmatched ? describe(unmatched) : message(e);
        command.getErr()
                .println("ksmlab: " + what + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        trace(command, e);
        return ExitCode.WRONG_USE.code();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        command.getErr().println("ksmlab: " + message(e) + (debug.getAsBoolean() ? "" : " (--debug shows where)"));
        trace(command, e);
        return ExitCode.FAULT.code();
    }

    private void trace(CommandLine command, Exception e) {
        if (debug.getAsBoolean()) {
            e.printStackTrace(command.getErr());
        }
    }

    private static String describe(UnmatchedArgumentException e) {
        String word = e.getUnmatched().get(0);
        String kind;
        if (e.isUnknownOption()) {
            kind = "unknown option";
        } else if (e.getCommandLine().getParent() == null) {
            kind = "unknown command";
        } else {
            kind = "unexpected argument";
        }
        List<String> suggestions = e.getSuggestions();
        String hint = suggestions.isEmpty()
                ? ""
                : suggestions.stream().limit(3).collect(Collectors.joining(" or ", " (did you mean ", "?)"));
        return kind + " '" + word + "'" + hint;
    }

    /** The exception's message on one line, in our lower case; its class where it has none. It may quote what a file says. */
    private static String message(Exception e) {
        String line = e.getMessage() == null ? "" : e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
        String text = TerminalProgress.printable(line);
        if (text.isEmpty()) {
            return e.getClass().getSimpleName();
        }
        boolean capitalised =
                text.length() > 1 && Character.isUpperCase(text.charAt(0)) && Character.isLowerCase(text.charAt(1));
        return capitalised ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
    }
}
