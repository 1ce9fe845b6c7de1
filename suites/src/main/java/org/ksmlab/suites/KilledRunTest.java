package org.ksmlab.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.lab.LabFolder;
import org.ksmlab.lab.LabHost;
import org.ksmlab.lab.Workplace;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.ITestContext;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** A run killed with signal 9 in the midst of a phase, and what {@code ksmlab clean} leaves of it: nothing. */
public class KilledRunTest {
    private static final Duration PHASE_BUDGET = Duration.ofMinutes(12);
    private static final Duration CLEAN_BUDGET = Duration.ofMinutes(2);

    private final Workplace workplace = Workplace.fromLauncher();

    /** The suite's parameter {@code phases}: what the run says when they begin, separated by commas. */
    @DataProvider
    public static Iterator<Object> phases(ITestContext context) {
        return Arrays.stream(context.getCurrentXmlTest().getParameter("phases").split(","))
                .map(phase -> (Object) phase.strip())
                .iterator();
    }

    @Test(dataProvider = "phases")
    public void cleanLeavesNothingOfARunThatWasKilledWhile(String phase) throws IOException {
        String mounts = Files.readString(Path.of("/proc/mounts"));
        try (Shell shell = new LocalShell()) {
            killWhile(shell, phase);
            OptionalInt port = LabHost.running(LabFolder.in(workplace.cache()))
                    .map(host -> OptionalInt.of(host.machine().sshPort()))
                    .orElse(OptionalInt.empty()); // killed before there was one

            CommandResult clean = shell.run(Command.of(ksmlab("clean").toArray()), Deadline.in(CLEAN_BUDGET));

            assertThat(clean.exit()).as(clean.stderr()).isZero();
            assertThat(marked()).as("processes").isEmpty();
            if (port.isPresent()) {
                assertThat(clean.stdout()).contains("qemu-system-x86_64");
                assertThat(listens(port.getAsInt()))
                        .as("port " + port.getAsInt())
                        .isFalse();
            }
            assertThat(Path.of("/proc/mounts")).hasContent(mounts);
            assertThat(workplace.journals()).as("tunables to be put back").isEmptyDirectory();
        }
    }

    /** Binding it would tell less: connections that have ended keep a port for a minute. */
    private static boolean listens(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    private void killWhile(Shell shell, String phase) {
        BoundedOutput said = new BoundedOutput(64 << 10);
        List<Object> run = new ArrayList<>(List.of("sh", "-c", "echo $$; exec \"$@\" 2>&1", "run"));
        run.addAll(ksmlab("reproduce", "--quick"));
        try (Running running = shell.start(Command.of(run.toArray()), said::write)) {
            Await.until("a run to say: " + phase, Deadline.in(PHASE_BUDGET), Duration.ofMillis(100), () -> {
                assertThat(running.isAlive()).as(said.text()).isTrue();
                return said.text().contains(phase);
            });
            long pid = Long.parseLong(said.text().lines().findFirst().orElseThrow());
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            Await.until("the end of the run", Deadline.in(CLEAN_BUDGET), () -> !process.isAlive());
        }
    }

    /** As the launcher starts it. The launcher itself would wait for the build that runs this suite. */
    private List<Object> ksmlab(String... words) {
        List<Object> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "-Dksmlab.home=" + workplace.home(),
                "-Dksmlab.cache=" + workplace.cache(),
                "-jar",
                workplace.home().resolve("harness/target/ksmlab.jar")));
        argv.addAll(List.of(words));
        return argv;
    }

    private List<Path> marked() {
        byte[] mark = (Workplace.OWNER + "=" + workplace.cache() + "\0").getBytes(StandardCharsets.UTF_8);
        String wanted = new String(mark, StandardCharsets.ISO_8859_1);
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .map(process -> process.resolve("environ"))
                    .filter(environ -> text(environ).contains(wanted))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty for what is no process, or one that is gone. */
    private static String text(Path environ) {
        try {
            return Files.readString(environ, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
