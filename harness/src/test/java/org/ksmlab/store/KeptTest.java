package org.ksmlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ksmlab.command.TestFolders;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class KeptTest {
    private Path folder;
    private Path file;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-kept");
        file = folder.resolve("a.json");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    public void theFirstFileHasNothingToKeep() throws IOException {
        Kept.write(file, 1);
        assertThat(names()).containsExactly("a.json");
    }

    @Test
    public void eachFileThatWasReplacedIsKeptUnderTheNextNumber() throws IOException {
        Files.writeString(file, "old");
        Files.writeString(folder.resolve("a-2.json"), "somebody's");
        Kept.write(file, 1);
        Kept.write(file, 2);
        assertThat(names()).containsExactly("a-1.json", "a-2.json", "a-3.json", "a.json");
        assertThat(folder.resolve("a-1.json")).hasContent("old");
        assertThat(folder.resolve("a-2.json")).hasContent("somebody's");
        assertThat(folder.resolve("a-3.json")).hasContent("1");
        assertThat(file).hasContent("2");
    }

    @Test
    public void aFileThatCannotBeKeptIsNotReplaced() throws IOException {
        Files.createDirectories(file.resolve("in-the-way"));
        assertThatThrownBy(() -> Kept.write(file, 1)).hasMessageContaining(file.toString());
        assertThat(file.resolve("in-the-way")).exists();
    }
}
