package org.ksmlab.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * Builds with the real recipe, of a source that is no kernel: its make takes mm/ksm.c for the kernel, and lists what it compiled. Our
 * own patch is the real one.
 */
public class BuiltKernelTest {
    private static final Path RECIPES = Path.of("../guest-images");

    private static final String MAKEFILE = """
            allnoconfig:
            \t@grep -v LOST $(KCONFIG_ALLCONFIG) > $(O)/.config
            bzImage: $(O)/arch/x86/boot/bzImage
            $(O)/arch/x86/boot/bzImage: mm/ksm.c
            \t@mkdir -p $(@D) && cp mm/ksm.c $@ && cp /bin/true $(O)/vmlinux && echo compiled >> ../compiled
            """;

    private final Shell local = new LocalShell();
    private final List<String> said = new ArrayList<>();
    private Path folder;
    private Path recipes;
    private Kernels kernels;

    @BeforeMethod
    public void makeRecipes() throws IOException {
        KernelsTest.needsRoot();
        said.clear();
        folder = Files.createTempDirectory("ksmlab-built");
        for (String tool : List.of("make", "patch", "readelf", "gcc", "xz")) {
            if (!local.run(Command.of("sh", "-c", "command -v " + tool), soon()).ok()) {
                throw new SkipException("there is no " + tool);
            }
        }
        recipes = folder.resolve("recipes");
        Path own = Files.createDirectories(recipes.resolve("kernels"));
        Files.writeString(recipes.resolve("debian-sources"), "");
        Files.writeString(own.resolve("config"), "CONFIG_KSM=y\n");
        for (String file : List.of("build", "without-patch.patch")) {
            Files.copy(RECIPES.resolve("kernels").resolve(file), own.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        makeSource();
        kernels = new Kernels(local, recipes, folder.resolve("cache"), said::add);
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        if (folder != null) {
            TestFolders.delete(folder);
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofMinutes(2));
    }

    /** What our patch wants to find, at the place where it does. */
    private static String ksm() throws IOException {
        List<String> patch = Files.readAllLines(RECIPES.resolve("kernels/without-patch.patch"));
        int hunk = patch.indexOf("@@ -261,7 +261,7 @@");
        Stream<String> before = Stream.generate(() -> "// before").limit(260);
        Stream<String> found = patch.subList(hunk + 1, patch.size()).stream()
                .filter(line -> !line.startsWith("+"))
                .map(line -> line.substring(1));
        return Stream.concat(before, found).collect(Collectors.joining("\n", "", "\n"));
    }

    private void makeSource() throws IOException {
        Path linux = folder.resolve("linux-source");
        Files.createDirectories(linux.resolve("mm"));
        Files.writeString(linux.resolve("mm/ksm.c"), ksm());
        Files.writeString(linux.resolve("Makefile"), MAKEFILE);
        Path tar = folder.resolve("linux.tar.xz");
        local.run(Command.of("tar", "-C", folder, "-cJf", tar, "linux-source"), soon())
                .orThrow();
        Path script = recipes.resolve("kernels/source");
        Files.writeString(script, """
                #!/bin/sh
                set -e
                mkdir -p "$1" && cd "$1" && cp '%s' . && echo 6.1.192-2 >version && sha256sum linux.tar.xz >sha256
                """.formatted(tar));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private BootFiles make(String name) {
        return kernels.get(name).make(soon());
    }

    private long compiled() throws IOException {
        return Files.readAllLines(folder.resolve("cache/tree/compiled")).size();
    }

    private static String text(BootFiles files) throws IOException {
        return Files.readString(files.vmlinuz());
    }

    @Test
    public void oursDiffersFromDebiansInTheLimitAlone() throws IOException {
        BootFiles with = make(Kernels.WITH_PATCH);
        BootFiles without = make(Kernels.WITHOUT_PATCH);
        assertThat(text(with)).isEqualTo(ksm());
        assertThat(text(without))
                .isEqualTo(ksm().replace("ksm_max_page_sharing = 256;", "ksm_max_page_sharing = INT_MAX;"));
        assertThat(with.initrd()).isEmpty();
        assertThat(with.buildId()).hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{16,40}"));
        assertThat(with.vmlinuz().resolveSibling("config")).hasContent("CONFIG_KSM=y");
    }

    @Test
    public void whatWasPatchedIsAsItWasForTheNextAndCompiledAgain() throws IOException {
        make(Kernels.WITHOUT_PATCH);
        assertThat(text(make(Kernels.WITH_PATCH))).isEqualTo(ksm());
        assertThat(compiled()).isEqualTo(2);
    }

    @Test
    public void eachIsBuiltOnceOfASourceFetchedOnce() throws IOException {
        make(Kernels.WITH_PATCH);
        make(Kernels.WITHOUT_PATCH);
        int before = said.size();
        assertThat(kernels.get(Kernels.WITH_PATCH).made()).contains(make(Kernels.WITH_PATCH));
        assertThat(said)
                .hasSize(before)
                .filteredOn("making kernel-source"::equals)
                .hasSize(1);
        assertThat(compiled()).isEqualTo(2);
    }

    @Test
    public void anotherConfigIsAnotherKernel() throws IOException {
        BootFiles before = make(Kernels.WITH_PATCH);
        Files.writeString(recipes.resolve("kernels/config"), "CONFIG_KSM=y\nCONFIG_NUMA=y\n");
        assertThat(kernels.get(Kernels.WITH_PATCH).made()).isEmpty();
        assertThat(make(Kernels.WITH_PATCH)).isNotEqualTo(before);
    }

    @Test
    public void aPatchOfTheUsersMakesAKernelToo() throws IOException {
        Path patch = Files.writeString(folder.resolve("mine.patch"), """
                --- a/mm/ksm.c
                +++ b/mm/ksm.c
                @@ -1,1 +1,1 @@
                -// before
                +// mine
                """);
        BootFiles mine = make(patch.toString());
        assertThat(text(mine)).startsWith("// mine\n// before\n");
        assertThat(text(make(Kernels.WITH_PATCH))).isEqualTo(ksm());
    }

    @Test
    public void aPatchThatDoesNotApplyIsNamedAndLeavesNothing() throws IOException {
        Path patch = Files.writeString(folder.resolve("old.patch"), """
                --- a/mm/ksm.c
                +++ b/mm/ksm.c
                @@ -1,1 +1,1 @@
                -// what nobody wrote
                +// mine
                """);
        assertThatThrownBy(() -> make(patch.toString()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("old.patch does not apply to linux 6.1.192-2");
        assertThat(text(make(Kernels.WITH_PATCH))).isEqualTo(ksm());
    }

    @Test
    public void anOptionThatTheSourceDoesNotTakeIsNamed() throws IOException {
        Files.writeString(recipes.resolve("kernels/config"), "CONFIG_KSM=y\nCONFIG_LOST=y\n");
        assertThatThrownBy(() -> make(Kernels.WITH_PATCH))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("linux 6.1.192-2 does not take: CONFIG_LOST=y");
    }

    @Test
    public void whatAKilledBuildCompiledIsNotTrusted() throws IOException {
        make(Kernels.WITH_PATCH);
        Files.createFile(folder.resolve("cache/tree/unfinished"));
        Files.writeString(folder.resolve("cache/tree/linux/objects/half"), "half an object");
        make(Kernels.WITHOUT_PATCH);
        assertThat(folder.resolve("cache/tree/linux/objects/half")).doesNotExist();
        assertThat(folder.resolve("cache/tree/unfinished")).doesNotExist();
    }

    @Test
    public void aSourceWithAWrongChecksumIsNotBuilt() throws IOException {
        kernels.get(Kernels.WITH_PATCH).fetch(soon());
        Path source;
        try (Stream<Path> folders = Files.list(folder.resolve("cache"))) {
            source = folders.filter(path -> path.getFileName().toString().matches("kernel-source-[0-9a-f]{16}"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(source.resolve("linux.tar.xz"), "broken on the disk");
        assertThatThrownBy(() -> make(Kernels.WITH_PATCH))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("linux.tar.xz is not what was fetched: its checksum is wrong");
    }
}
