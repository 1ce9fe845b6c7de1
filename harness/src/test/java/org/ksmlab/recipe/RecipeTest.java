package org.ksmlab.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.ksmlab.command.TestFolders;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class RecipeTest {
    private Path folder;
    private Path inputs;
    private String before;

    @BeforeMethod
    public void makeRecipe() throws IOException {
        folder = Files.createTempDirectory("ksmlab-recipe");
        inputs = recipeIn(folder.resolve("here"));
        before = keyOf(inputs);
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static Path recipeIn(Path place) throws IOException {
        Path inputs = Files.createDirectories(place.resolve("guest"));
        Files.createDirectories(inputs.resolve("overlay/etc"));
        executable(Files.writeString(inputs.resolve("build"), "#!/bin/sh\n"));
        Files.writeString(inputs.resolve("overlay/etc/hosts"), "127.0.0.1 localhost\n");
        return inputs;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String keyOf(Path... inputs) {
        return new Recipe("guest", inputs[0].resolve("build"), List.of(inputs)).key();
    }

    @Test
    public void theKeyIsTheSameWhereverTheRecipeIs() throws IOException {
        assertThat(before).matches("[0-9a-f]{16}");
        assertThat(keyOf(recipeIn(folder.resolve("there")))).isEqualTo(before);
    }

    @Test
    public void anotherContentIsAnotherKey() throws IOException {
        Files.writeString(inputs.resolve("overlay/etc/hosts"), "127.0.0.2 localhost\n");
        assertThat(keyOf(inputs)).isNotEqualTo(before);
    }

    @Test
    public void anotherNameIsAnotherKey() throws IOException {
        Files.move(inputs.resolve("overlay/etc/hosts"), inputs.resolve("overlay/etc/hostz"));
        assertThat(keyOf(inputs)).isNotEqualTo(before);
    }

    @Test
    public void aScriptThatMayNotBeRunAnyMoreIsAnotherKey() throws IOException {
        Files.setPosixFilePermissions(inputs.resolve("build"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(keyOf(inputs)).isNotEqualTo(before);
    }

    @Test
    public void anotherFileIsAnotherKey() throws IOException {
        Files.createFile(inputs.resolve("overlay/empty"));
        assertThat(keyOf(inputs)).isNotEqualTo(before);
    }

    @Test
    public void anotherFactIsAnotherKeyAndAnotherArgumentIsNot() {
        Path script = inputs.resolve("build");
        List<Path> all = List.of(inputs);
        assertThat(new Recipe("guest", script, List.of("/somewhere"), all, List.of()).key())
                .isEqualTo(before);
        assertThat(new Recipe("guest", script, List.of(), all, List.of("gcc 12")).key())
                .isNotEqualTo(before)
                .isNotEqualTo(new Recipe("guest", script, List.of(), all, List.of("gcc 13")).key());
    }

    @Test
    public void aSingleFileIsAnInputToo() throws IOException {
        Path sources = Files.writeString(folder.resolve("debian-sources"), "deb http://one\n");
        String one = keyOf(inputs, sources);
        assertThat(one).isNotEqualTo(before);
        Files.writeString(sources, "deb http://two\n");
        assertThat(keyOf(inputs, sources)).isNotEqualTo(one);
    }
}
