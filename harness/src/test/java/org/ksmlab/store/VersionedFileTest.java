package org.ksmlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ksmlab.command.TestFolders;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class VersionedFileTest {
    /** Version 1 has no name yet, version 2 calls the count a number. */
    private static final VersionedFile<Thing> THINGS = new VersionedFile<>(
            Thing.class,
            1,
            List.of(thing -> thing.put("name", "unnamed"), thing -> thing.set("count", thing.remove("number"))));

    private Path folder;
    private Path file;

    record Thing(int version, String name, long count) {}

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-versions");
        file = folder.resolve("thing.json");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private Thing read(String text) throws IOException {
        Files.writeString(file, text);
        return THINGS.read(file);
    }

    @Test
    public void theNewestVersionIsReadAsItIs() throws IOException {
        assertThat(THINGS.version()).isEqualTo(3);
        assertThat(read("{\"version\": 3, \"name\": \"a\", \"count\": 7}")).isEqualTo(new Thing(3, "a", 7));
    }

    @Test
    public void anOlderVersionIsReadByWayOfAllThatCameAfterIt() throws IOException {
        assertThat(read("{\"version\": 2, \"name\": \"a\", \"number\": 7}")).isEqualTo(new Thing(3, "a", 7));
        assertThat(read("{\"version\": 1, \"number\": 7}")).isEqualTo(new Thing(3, "unnamed", 7));
    }

    @DataProvider
    public Object[][] refused() {
        return new Object[][] {
            {"{\"version\": 4, \"later_idea\": 1}", "version 4 is newer than what this ksmlab reads: 1 to 3"},
            {"{\"version\": 99999999999}", "version 99999999999 is newer than what this ksmlab reads: 1 to 3"},
            {"{\"version\": 0, \"number\": 7}", "version 0 is older than what this ksmlab reads: 1 to 3"},
            {"{\"number\": 7}", "version 0 is older than what this ksmlab reads: 1 to 3"},
            {"{\"version\": \"3\"}", "version \"3\" is no number"},
            {"{\"version\": 3.5}", "version 3.5 is no number"},
            {"{\"version\": null}", "version null is no number"},
            {"{\"version\": 3, \"name\": \"a\", \"count\": 7, \"colour\": 1}", "colour"},
            {"{\"version\": 3, \"name\": \"a\"}", "count"},
            {"{\"version\": 3, \"version\": 3}", "version"},
            {"[]", "not a JSON object"},
            {"", "No content"},
        };
    }

    @Test(dataProvider = "refused")
    public void whatIsOfNoKnownShapeIsRefusedWithTheReasonAndTheFile(String text, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    public void aFileThatIsMissingIsNamed() {
        assertThatThrownBy(() -> THINGS.read(file)).hasMessageStartingWith(file.toString());
    }
}
