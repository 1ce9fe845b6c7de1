package org.ksmlab.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class RecipeCacheTest {
    private final List<String> said = new ArrayList<>();
    private Path folder;
    private Path script;
    private RecipeCache cache;

    @BeforeMethod
    public void makeCache() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            throw new SkipException("recipes need root, for a mount namespace");
        }
        said.clear();
        folder = Files.createTempDirectory("ksmlab-recipes");
        script = folder.resolve("build");
        cache = new RecipeCache(new LocalShell(), folder.resolve("cache"), said::add);
        script("mkdir -p \"$1\" && printf '%s' \"$2\" >\"$1/made\"");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        if (folder != null) {
            TestFolders.delete(folder);
        }
    }

    private void script(String line) throws IOException {
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Recipe recipe(String argument, String fact) {
        return new Recipe("thing", script, List.of(argument), List.of(script), List.of(fact));
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofMinutes(1));
    }

    @Test
    public void whatIsMadeOnceIsFoundAfterwards() {
        assertThat(cache.find(recipe("a", "gcc 12"))).isEmpty();
        Path made = cache.make(recipe("a", "gcc 12"), soon());
        assertThat(made.resolve("made")).hasContent("a");
        assertThat(cache.find(recipe("a", "gcc 12"))).contains(made);
        assertThat(cache.make(recipe("elsewhere", "gcc 12"), soon())).isEqualTo(made);
        assertThat(said)
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("making thing"),
                        line -> assertThat(line).startsWith("made thing in "));
    }

    @Test
    public void anotherFactMakesItAnewAndTheOldOneGoes() throws IOException {
        Path old = cache.make(recipe("a", "gcc 12"), soon());
        Path fresh = cache.make(recipe("b", "gcc 13"), soon());
        assertThat(fresh.resolve("made")).hasContent("b");
        assertThat(old).doesNotExist();
    }

    @Test
    public void aFailedOneIsNotKeptAndItsWordsAre() throws IOException {
        script("mkdir -p \"$1\" && touch \"$1/half\" && echo no luck >&2 && exit 3");
        Recipe failing = recipe("a", "gcc 12");
        assertThatThrownBy(() -> cache.make(failing, soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("exit status 3: no luck; its log is " + folder.resolve("cache/thing.log"));
        assertThat(cache.find(failing)).isEmpty();
        assertThat(folder.resolve("cache/thing.log")).hasContent("no luck");
    }

    @Test
    public void oneThatIsLateIsKilledAndItsWordsAreKept() throws IOException {
        script("echo begun && exec sleep 300");
        Deadline late = Deadline.in(Duration.ofSeconds(3));
        assertThatThrownBy(() -> cache.make(recipe("a", "gcc 12"), late))
                .isInstanceOf(WaitTimedOutException.class)
                .hasMessageEndingWith(" for thing to be made; its log is " + folder.resolve("cache/thing.log"));
        assertThat(folder.resolve("cache/thing.log")).hasContent("begun");
    }

    @Test
    public void whatAKilledOneLeftIsNoPartOfTheNext() throws IOException {
        Path left = Files.createDirectories(folder.resolve("cache/thing.unfinished"));
        Files.writeString(left.resolve("half"), "x");
        try (Stream<Path> files = Files.list(cache.make(recipe("a", "gcc 12"), soon()))) {
            assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("made");
        }
    }
}
