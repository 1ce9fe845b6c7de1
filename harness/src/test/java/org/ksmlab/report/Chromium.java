package org.ksmlab.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.ksmlab.command.Command;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/**
 * A headless Chromium with one page, driven over its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/), which is
 * JSON over a WebSocket: no driver and no library is needed for what is asked of it here.
 */
final class Chromium implements AutoCloseable {
    /** A browser on a busy machine of two cores. */
    private static final Duration BUDGET = Duration.ofMinutes(3);

    private static final Duration POLL = Duration.ofMillis(100);

    private final ObjectMapper json = new ObjectMapper();
    private final Path profile;
    private final Running browser;
    private final Deadline deadline = Deadline.in(BUDGET);
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastCall = new AtomicInteger();
    private final WebSocket socket;

    private Chromium(Path profile, Running browser) {
        this.profile = profile;
        this.browser = browser;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page(), new Answers())
                .join();
    }

    /** Whether there is one. */
    static boolean isInstalled(Shell shell) {
        return shell.run(Command.of("sh", "-c", "command -v chromium"), Deadline.in(Duration.ofSeconds(20)))
                .ok();
    }

    static Chromium start() {
        try {
            Path profile = Files.createTempDirectory("chromium");
            Command command = Command.of(
                    "chromium",
                    "--headless",
                    "--no-sandbox", // which it refuses to build for root
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--user-data-dir=" + profile,
                    "--remote-debugging-port=0",
                    "about:blank");
            Running browser = new LocalShell().start(command, (buffer, length) -> {});
            try {
                return new Chromium(profile, browser);
            } catch (RuntimeException e) {
                browser.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its page can be talked to; it writes its port to a file when it listens. */
    private URI page() {
        Path portFile = profile.resolve("DevToolsActivePort");
        return Await.value("Chromium to listen", deadline, POLL, () -> {
            try {
                if (!Files.exists(portFile) || Files.size(portFile) == 0) {
                    return Optional.empty();
                }
                URI list = URI.create(
                        "http://127.0.0.1:" + Files.readAllLines(portFile).get(0) + "/json/list");
                String answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(list)
                                        .timeout(Duration.ofSeconds(30))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
                for (JsonNode target : json.readTree(answer)) {
                    if (target.path("type").asText().equals("page")) {
                        return Optional.of(
                                URI.create(target.path("webSocketDebuggerUrl").asText()));
                    }
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void take(String message) {
            try {
                JsonNode node = json.readTree(message);
                CompletableFuture<JsonNode> call =
                        node.has("id") ? calls.remove(node.get("id").asInt()) : null;
                if (call == null) {
                    events.add(node);
                } else {
                    call.complete(node);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(message, e);
            }
        }
    }

    /** Calls a method of the protocol. */
    JsonNode call(String method, Map<String, ?> parameters) {
        int id = lastCall.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        ObjectNode message = json.createObjectNode();
        message.put("id", id);
        message.put("method", method);
        message.set("params", json.valueToTree(parameters));
        Await.result(method, deadline, socket.sendText(message.toString(), true));
        JsonNode node = Await.result(method, deadline, answer);
        if (node.has("error")) {
            throw new IllegalStateException(method + ": " + node.get("error"));
        }
        return node.get("result");
    }

    /** Opens a file and waits until it is all there. */
    void open(Path file) {
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call("Network.enable", Map.of());
        call("Page.navigate", Map.of("url", file.toUri().toString()));
        Await.until(
                "the page to load",
                deadline,
                POLL,
                () -> !named("Page.loadEventFired").isEmpty());
    }

    /** The value of an expression in the page; a promise's when it is kept. */
    JsonNode evaluate(String expression) {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(result.get("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    /** All that the browser told of that kind. */
    List<JsonNode> named(String event) {
        return events.stream()
                .filter(node -> node.path("method").asText().equals(event))
                .map(node -> node.get("params"))
                .toList();
    }

    void theme(String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void width(int pixels) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the page shows of an element, all of it. */
    BufferedImage picture(String selector) throws IOException {
        JsonNode box = evaluate("(() => { const box = document.querySelector(" + json.writeValueAsString(selector)
                + ").getBoundingClientRect(); return {x: box.x + scrollX, y: box.y + scrollY, width: box.width,"
                + " height: box.height, scale: 1}; })()");
        JsonNode shot = call(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "clip", json.convertValue(box, Map.class)));
        return ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(shot.get("data").asText())));
    }

    @Override
    public void close() {
        socket.abort();
        browser.close();
        try {
            TestFolders.delete(profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
