package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

public class MainTest {
    private StringWriter out;
    private StringWriter err;

    @BeforeMethod
    public void emptyStreams() {
        out = new StringWriter();
        err = new StringWriter();
    }

    private int run(String... args) {
        return run(false, args);
    }

    private int run(boolean debug, String... args) {
        CommandLine commandLine = Main.commandLine(debug);
        commandLine.addSubcommand("probe", new Probe());
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    /** A command of our own, so that these tests hold whatever the real ones do. */
    @Command
    static final class Probe implements Callable<Integer> {
        @Option(names = "--count")
        int count;

        @Option(names = "--fail")
        boolean fail;

        @Override
        public Integer call() {
            if (fail) {
                throw new IllegalStateException("Host lab-1 is gone\n  and so is its console");
            }
            return count;
        }
    }

    @Test
    public void theVersionIsPrintedWithExitCode0() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("ksmlab ");
    }

    @Test
    public void aSubcommandInheritsHelp() {
        assertThat(run("probe", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: ksmlab probe").contains("--debug");
    }

    @Test
    public void aCommandsOwnResultIsTheExitCode() {
        assertThat(run("probe", "--count", "2")).isEqualTo(2);
    }

    @Test
    public void anUnknownOptionIsOneLineThatNamesItAndTheHelp() {
        assertThat(run("probe", "--nope")).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: unknown option '--nope'; see ksmlab probe --help%n"));
    }

    @Test
    public void anUnknownCommandIsOneLineWithTheNearestOne() {
        assertThat(run("prboe")).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo(String.format(
                        "ksmlab: unknown command 'prboe' (did you mean probe or reproduce?); see ksmlab --help%n"));
    }

    @Test
    public void anArgumentTooManyIsOneLine() {
        assertThat(run("probe", "more")).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: unexpected argument 'more'; see ksmlab probe --help%n"));
    }

    @Test
    public void aMalformedValueIsOneLineThatNamesOptionAndValue() {
        assertThat(run("probe", "--count", "many")).isEqualTo(64);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString())
                .startsWith("ksmlab: invalid value for option '--count'")
                .contains("'many'");
    }

    @Test
    public void noCommandIsWrongUse() {
        assertThat(run()).isEqualTo(64);
        assertThat(err.toString()).isEqualTo(String.format("ksmlab: a command is missing; see ksmlab --help%n"));
    }

    @Test
    public void aFailureIsOneLineWithoutAStackTrace() {
        assertThat(run("probe", "--fail")).isEqualTo(70);
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: host lab-1 is gone; and so is its console (--debug shows where)%n"));
    }

    @Test
    public void debugShowsTheStackTraceBelowTheLine() {
        assertThat(run("probe", "--fail", "--debug")).isEqualTo(70);
        assertThat(err.toString().lines().findFirst()).contains("ksmlab: host lab-1 is gone; and so is its console");
        assertThat(err.toString()).contains("at org.ksmlab.cli.MainTest$Probe.call");
    }

    @Test
    public void theEnvironmentsDebugShowsTheStackTraceToo() {
        assertThat(run(true, "probe", "--fail")).isEqualTo(70);
        assertThat(err.toString()).contains("at org.ksmlab.cli.MainTest$Probe.call");
    }
}
