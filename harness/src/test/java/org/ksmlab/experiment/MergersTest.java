package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.model.KsmState;
import org.ksmlab.ssh.SshTarget;
import org.ksmlab.virt.LibvirtUri;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class MergersTest {
    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-mergers");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    @Test
    public void whenTheyAreClosedTheyAreGone() {
        SlowDeath processes = new SlowDeath();
        try (Mergers mergers = Mergers.start(
                TestHosts.at(
                        new SshTarget("lab", "127.0.0.1", 22, "root", folder.resolve("key"), folder.resolve("known")),
                        new LibvirtUri("test:///default")),
                new NumaHost(processes),
                new RmapScale(2, 10_000, KsmState.UNLIMITED),
                folder.resolve("readers.log"),
                Deadline.in(Duration.ofSeconds(30)))) {
            assertThat(mergers.pids()).containsExactly(100L, 101L);
            assertThat(processes.isAlive()).isTrue();
        }
        assertThat(processes.looksToGo).isZero();
    }

    /** It takes a host a while to give back the memory of what was killed. */
    private static final class SlowDeath implements Running {
        private boolean killed;
        private int looksToGo = 3;

        @Override
        public boolean isAlive() {
            if (killed && looksToGo > 0) {
                looksToGo--;
            }
            return looksToGo > 0;
        }

        @Override
        public CommandResult await(Deadline deadline) {
            return new CommandResult(Command.of("mergers"), 137, "", "", Duration.ZERO);
        }

        @Override
        public void close() {
            killed = true;
        }
    }

    /** One with two nodes, which this machine has not, where the processes' memory is full at once. */
    private record NumaHost(Running processes) implements Shell {
        private static final byte[] FILLED =
                "filled pid=100 pages=5000 vmas=1 seconds=1\nfilled pid=101 pages=5000 vmas=1 seconds=1\n"
                        .getBytes(StandardCharsets.US_ASCII);

        @Override
        public String name() {
            return "numa";
        }

        @Override
        public Running start(Command command, OutputSink sink) {
            try {
                sink.accept(FILLED, FILLED.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return processes;
        }

        @Override
        public void upload(Path local, String remote, int mode, Deadline deadline) {
            throw new UnsupportedOperationException(remote);
        }

        @Override
        public Optional<String> read(String path, Deadline deadline) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
