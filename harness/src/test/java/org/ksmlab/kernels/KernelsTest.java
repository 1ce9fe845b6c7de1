package org.ksmlab.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class KernelsTest {
    private static final Path RECIPES = Path.of("../guest-images");

    private final Shell local = new LocalShell();
    private Path folder;
    private Kernels kernels;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-kernels");
        kernels = new Kernels(local, RECIPES, folder.resolve("cache"), line -> {});
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofMinutes(2));
    }

    @Test
    public void debiansAndOursHaveNames() {
        assertThat(kernels.named())
                .extracting(Kernel::name)
                .containsExactly("6.1", "6.12", Kernels.WITH_PATCH, Kernels.WITHOUT_PATCH);
        assertThat(kernels.named()).allSatisfy(kernel -> {
            assertThat(kernel.made()).isEmpty();
            assertThat(kernels.get(kernel.name()).description()).isEqualTo(kernel.description());
        });
    }

    @DataProvider
    public Object[][] unknown() {
        return new Object[][] {
            {"6.13", "no kernel '6.13'"},
            {"with_patch", "no kernel 'with_patch'"},
            {"", "no kernel ''"},
            {"/no/such/vmlinuz", "no such file: '/no/such/vmlinuz'"},
            {"/no/such.deb", "no such file: '/no/such.deb'"},
        };
    }

    @Test(dataProvider = "unknown")
    public void anUnknownNameIsRefusedWithThoseThatThereAre(String name, String what) {
        assertThatThrownBy(() -> kernels.get(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(what + "; there are 6.1, 6.12, with-patch, without-patch,"
                        + " and paths of a vmlinuz, a .deb or a .patch");
    }

    @Test
    public void aKernelImageIsBootedAsItIs() throws IOException {
        Path image = Files.write(folder.resolve("bzImage"), BootImageTest.image("6.7.0-mine"));
        Kernel kernel = kernels.get(image.toString());
        BootFiles files = kernel.make(soon());
        assertThat(files).isEqualTo(new BootFiles(image, Optional.empty()));
        assertThat(files.release()).contains("6.7.0-mine");
        assertThat(files.buildId()).isEmpty();
        assertThat(kernel.made()).contains(files);
    }

    @Test
    public void aFileThatIsNoKernelImageIsRefusedByName() throws IOException {
        Path file = Files.writeString(folder.resolve("vmlinuz"), "not at all");
        assertThatThrownBy(() -> kernels.get(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": no x86 kernel image (vmlinuz)");
    }

    @Test
    public void aPackageThatIsNoneIsRefusedBeforeAnythingIsFetched() throws IOException {
        needsRoot();
        Path file = Files.writeString(folder.resolve("linux-image.deb"), "not at all");
        Kernel kernel = kernels.get(file.toString());
        assertThatThrownBy(() -> kernel.make(soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining(file + " is no package");
        assertThat(kernel.made()).isEmpty();
    }

    @DataProvider
    public Object[][] labels() {
        return new Object[][] {
            {"6.12", "6-12"},
            {"with-patch", "with-patch"},
            {"/home/me/My fix_v2.patch", "my-fix-v2"},
            {"/boot/vmlinuz-6.1.0-56-amd64", "vmlinuz-6-1-0-56-amd64"},
            {"/tmp/---.deb", "kernel"},
        };
    }

    @Test(dataProvider = "labels")
    public void aLabelSuitsAFolder(String name, String label) {
        assertThat(Kernels.label(name)).isEqualTo(label);
    }

    static void needsRoot() {
        if (!System.getProperty("user.name").equals("root")) {
            throw new SkipException("recipes need root, for a mount namespace");
        }
    }
}
