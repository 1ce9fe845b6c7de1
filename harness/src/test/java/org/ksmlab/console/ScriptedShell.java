package org.ksmlab.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/** A shell whose commands print what they are told to, and fail; the last one runs on. */
final class ScriptedShell implements Shell {
    private final Queue<String> outputs;
    private final String lastWords;

    ScriptedShell(String lastWords, String... outputs) {
        this.lastWords = lastWords;
        this.outputs = new ConcurrentLinkedQueue<>(List.of(outputs));
    }

    @Override
    public String name() {
        return "script";
    }

    @Override
    public Running start(Command command, OutputSink sink) {
        String output = outputs.poll();
        CompletableFuture<CommandResult> end = new CompletableFuture<>();
        if (output != null) {
            byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
            try {
                sink.accept(bytes, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!outputs.isEmpty()) {
                end.complete(new CommandResult(command, 1, "", lastWords, Duration.ZERO));
            }
        }
        return new Running() {
            @Override
            public boolean isAlive() {
                return !end.isDone();
            }

            @Override
            public CommandResult await(Deadline deadline) {
                return Await.result("the script", deadline, end);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void upload(Path local, String remote, int mode, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> read(String path, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
