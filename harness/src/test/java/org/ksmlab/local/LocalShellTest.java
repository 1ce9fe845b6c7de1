package org.ksmlab.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Shell;
import org.ksmlab.command.ShellContract;
import org.ksmlab.waiting.Await;
import org.testng.annotations.Test;

public class LocalShellTest extends ShellContract {
    private static final int INTERRUPT = 2;
    private static final String SIGNALS_IGNORED = "SigIgn:";

    private final Shell shell = new LocalShell();

    @Override
    protected Shell shell() {
        return shell;
    }

    /** A command inherits it where this JVM itself was told to ignore interrupts, as a shell's background jobs are. */
    @Override
    @Test
    public void anInterruptSignalIsNotIgnored() {
        if (isIgnored(INTERRUPT)) {
            CommandResult result = shell.run(Command.of("sh", "-c", "kill -INT $$; exit 3"), soon());
            assertThat(result.exit()).isEqualTo(3);
        } else {
            super.anInterruptSignalIsNotIgnored();
        }
    }

    private static boolean isIgnored(int signal) {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            String mask = status.filter(line -> line.startsWith(SIGNALS_IGNORED))
                    .findFirst()
                    .orElseThrow();
            return (Long.parseUnsignedLong(
                                    mask.substring(SIGNALS_IGNORED.length()).strip(), 16)
                            & 1L << (signal - 1))
                    != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command that would run for long, says its process, and exits. */
    static final class Exiting {
        public static void main(String[] args) {
            CompletableFuture<String> pid = new CompletableFuture<>();
            new LocalShell()
                    .start(
                            Command.of("sh", "-c", "trap '' TERM; echo $$; exec sleep 300"),
                            (b, n) -> pid.complete(new String(b, 0, n, StandardCharsets.UTF_8)));
            System.out.print(Await.result("the process", soon(), pid));
            System.exit(0);
        }
    }

    @Test
    public void aCommandEndsWithTheJvmThatStartedItEvenIfItIgnoresSigterm() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Command exiting = Command.of(java, "-cp", System.getProperty("java.class.path"), Exiting.class.getName());
        long pid = Long.parseLong(shell.run(exiting, soon()).orThrow().stdout().strip());
        assertEnds(pid);
    }
}
