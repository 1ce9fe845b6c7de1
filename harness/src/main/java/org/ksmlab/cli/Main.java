package org.ksmlab.cli;

import picocli.CommandLine;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        boolean debug = "1".equals(System.getenv("KSMLAB_DEBUG"));
        System.exit(commandLine(debug).execute(args));
    }

    /** The whole command line. Failures end in one line on standard error, with a stack trace below it if asked for. */
    static CommandLine commandLine(boolean debug) {
        Ksmlab root = new Ksmlab();
        CommandLine commandLine = new CommandLine(root);
        OneLineErrors errors = new OneLineErrors(() -> debug || root.debug);
        return commandLine
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
