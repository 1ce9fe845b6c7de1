package org.ksmlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.ksmlab.command.TestFolders;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class JsonTest {
    private static final Thing THING =
            new Thing(7, "a\n\"b\"", Optional.of(1.5), Instant.parse("2026-11-24T10:00:00Z"));

    private Path folder;
    private Path file;

    record Thing(long pageCount, String name, Optional<Double> seconds, Instant start) {
        Thing {
            if (pageCount < 0) {
                throw new IllegalArgumentException("pageCount: " + pageCount);
            }
        }

        public boolean isEmpty() {
            return pageCount == 0;
        }
    }

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-json");
        file = folder.resolve("thing.json");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    @Test
    public void aValueIsOneLineOfItsComponentsInSnakeCase() {
        assertThat(Json.line(THING))
                .isEqualTo("{\"page_count\":7,\"name\":\"a\\n\\\"b\\\"\",\"seconds\":1.5,"
                        + "\"start\":\"2026-11-24T10:00:00Z\"}");
    }

    @Test
    public void aFileIsReadAsItWasWritten() {
        Json.write(file, THING);
        assertThat(Json.read(file, Thing.class)).isEqualTo(THING);
        assertThat(Json.parse(Json.line(THING), Thing.class)).isEqualTo(THING);
    }

    @Test
    public void onlyAnOptionalMayBeMissing() {
        assertThat(Json.parse("{\"page_count\":7,\"name\":\"a\",\"start\":\"2026-11-24T10:00:00Z\"}", Thing.class))
                .isEqualTo(new Thing(7, "a", Optional.empty(), THING.start()));
    }

    @Test
    public void writingReplacesWhatWasThereAndLeavesNothingElse() throws IOException {
        Files.writeString(file, "x".repeat(10_000));
        Files.writeString(folder.resolve("thing.json.new"), "left by a killed process ".repeat(1_000));
        Json.write(file, THING);
        assertThat(Json.read(file, Thing.class)).isEqualTo(THING);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @DataProvider
    public Object[][] refused() {
        String rest = ",\"name\":\"a\",\"seconds\":null,\"start\":\"2026-11-24T10:00:00Z\"}";
        return new Object[][] {
            {"{\"page_count\":7,\"colour\":1" + rest, "colour"},
            {"{\"page_count\":7,\"page_count\":8" + rest, "page_count"},
            {"{\"page_count\":null" + rest, "page_count"},
            {"{" + rest.substring(1), "page_count"},
            {"{\"page_count\":7,\"seconds\":null,\"start\":\"2026-11-24T10:00:00Z\"}", "name"},
            {"{\"page_count\":7,\"name\":null,\"start\":\"2026-11-24T10:00:00Z\"}", "name"},
            {"{\"page_count\":-1" + rest, "pageCount: -1"},
            {"{\"page_count\":7" + rest + " {}", "Trailing"},
            {"{\"page_count\":7", "end-of-input"},
            {"", "No content"},
        };
    }

    @Test(dataProvider = "refused")
    public void whatIsNotOfThatShapeIsRefusedWithTheReasonAndTheFile(String text, String reason) throws IOException {
        assertThatThrownBy(() -> Json.parse(text, Thing.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        Files.writeString(file, text);
        assertThatThrownBy(() -> Json.read(file, Thing.class))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    public void aFileThatCannotBeWrittenIsNamed() {
        Path nowhere = folder.resolve("none/thing.json");
        assertThatThrownBy(() -> Json.write(nowhere, THING))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(nowhere.toString());
    }
}
