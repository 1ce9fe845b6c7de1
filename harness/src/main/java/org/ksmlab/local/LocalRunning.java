package org.ksmlab.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;
import org.jspecify.annotations.Nullable;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * One process with its descendants, and the threads that drain it. A descendant that detaches itself and keeps the output open holds
 * up the end until the deadline, and is not killed then: it is nobody's child any more.
 */
final class LocalRunning implements Running {
    /** What a shell reports for a program it cannot run. */
    private static final int NO_SUCH_PROGRAM = 127;

    /**
     * No command outlives this JVM, unless the JVM is killed. The library's own hook sends SIGTERM, which a command ignores if
     * whoever started us ignored it.
     */
    private static final Set<Process> AT_EXIT = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> AT_EXIT.forEach(LocalRunning::killTree), "kill commands at exit"));
    }

    private final Command command;
    private final Map<String, String> environment;
    private final OutputSink sink;
    private final BoundedOutput stderr = new BoundedOutput(Shell.STDERR_LIMIT);
    private final TreeKiller killer = new TreeKiller();
    private final CompletableFuture<CommandResult> end = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private volatile @Nullable Process started;
    private volatile @Nullable Exception sinkFailure;

    private LocalRunning(Command command, Map<String, String> environment, OutputSink sink) {
        this.command = command;
        this.environment = environment;
        this.sink = sink;
    }

    static LocalRunning start(Command command, Map<String, String> environment, OutputSink sink) {
        LocalRunning running = new LocalRunning(command, environment, sink);
        running.launch();
        return running;
    }

    private void launch() {
        DefaultExecutor executor = new ExactExecutor();
        executor.setStreamHandler(new NamedPumps());
        executor.setWatchdog(killer);
        executor.setExitValues(null); // every status is a result
        try {
            executor.execute(new CommandLine(command.argv().get(0)), new EndHandler());
        } catch (IOException e) {
            throw new UncheckedIOException(command.quoted(), e);
        }
    }

    private String threadName(String job) {
        return "command " + command.argv().get(0) + " " + job;
    }

    @Override
    public boolean isAlive() {
        return !end.isDone();
    }

    @Override
    public CommandResult await(Deadline deadline) {
        return Await.result("the end of: " + command.quoted(), deadline, end);
    }

    @Override
    public void close() {
        if (isAlive()) {
            killer.destroyProcess();
        }
    }

    private static void killTree(Process process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private void ended(int exit) {
        if (started != null) {
            AT_EXIT.remove(started);
        }
        Exception failure = sinkFailure;
        if (failure instanceof IOException e) {
            end.completeExceptionally(new UncheckedIOException(command.quoted() + ": its output", e));
        } else if (failure != null) {
            end.completeExceptionally(failure);
        } else {
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            end.complete(new CommandResult(command, exit, "", stderr.text(), took));
        }
    }

    private final class EndHandler implements ExecuteResultHandler {
        @Override
        public void onProcessComplete(int exit) {
            ended(exit);
        }

        @Override
        public void onProcessFailed(ExecuteException e) {
            stderr.writeText(String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
            ended(NO_SUCH_PROGRAM);
        }
    }

    /** Hands standard output to the sink. A failed sink ends the command, whose further output is drained and dropped. */
    private final class SinkStream extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            if (sinkFailure != null) {
                return;
            }
            try {
                sink.accept(buffer, length); // the pump always starts at offset 0
            } catch (IOException | RuntimeException e) {
                sinkFailure = e;
                killer.destroyProcess();
            }
        }
    }

    /** Starts the argv as it is: the library's own CommandLine trims every word. */
    private final class ExactExecutor extends DefaultExecutor {
        @SuppressWarnings("deprecation") // its builder cannot build a subclass
        ExactExecutor() {}

        @Override
        protected Process launch(CommandLine ignored, Map<String, String> inherited, Path folder) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command.argv());
            builder.environment().put("LC_ALL", "C");
            builder.environment().putAll(environment);
            Process process = builder.start();
            started = process;
            AT_EXIT.add(process);
            return process;
        }

        @Override
        protected Thread createThread(Runnable task, String ignored) {
            Thread thread = new Thread(task, threadName("end"));
            thread.setDaemon(true);
            return thread;
        }
    }

    /** The library's pumps, with names. */
    private final class NamedPumps extends PumpStreamHandler {
        NamedPumps() {
            super(new SinkStream(), stderr, stdin());
        }

        @Override
        protected Thread createPump(InputStream from, OutputStream to, boolean closeWhenExhausted) {
            Thread pump = super.createPump(from, to, closeWhenExhausted);
            pump.setName(threadName(to == getOut() ? "stdout" : to == getErr() ? "stderr" : "stdin"));
            return pump;
        }
    }

    private @Nullable InputStream stdin() {
        return command.stdin().isEmpty()
                ? null
                : new ByteArrayInputStream(command.stdin().getBytes(StandardCharsets.UTF_8));
    }

    /** Kills the process and all below it, where the library's watchdog kills the direct child only. Keeps no time itself. */
    private static final class TreeKiller extends ExecuteWatchdog {
        private @Nullable Process process;
        private boolean doomed;

        @SuppressWarnings("deprecation") // its builder cannot build a subclass
        TreeKiller() {
            super(INFINITE_TIMEOUT);
        }

        @Override
        public synchronized void start(Process started) {
            super.start(started);
            process = started;
            if (doomed) {
                destroyProcess();
            }
        }

        @Override
        public synchronized void destroyProcess() {
            doomed = true;
            if (process != null) {
                killTree(process);
            }
        }
    }
}
