package org.ksmlab.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.command.ShellContract;
import org.ksmlab.waiting.Await;
import org.testng.annotations.Test;

public class LocalShellTest extends ShellContract {
    private final Shell shell = new LocalShell();

    @Override
    protected Shell shell() {
        return shell;
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
