package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ksmlab.command.TestFolders;
import org.ksmlab.lab.LabFolder;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class KernelsCommandTest {
    private final Map<String, String> propertiesBefore = new TreeMap<>();
    private Path cache;

    @BeforeMethod
    public void makeCache() throws IOException {
        cache = Files.createTempDirectory("ksmlab-kernels");
        Map<String, Path> properties = Map.of("ksmlab.home", Path.of("..").toRealPath(), "ksmlab.cache", cache);
        properties.forEach((name, value) -> {
            propertiesBefore.put(name, System.getProperty(name, ""));
            System.setProperty(name, value.toString());
        });
    }

    @AfterMethod(alwaysRun = true)
    public void removeCache() throws IOException {
        propertiesBefore.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        TestFolders.delete(cache);
    }

    @DataProvider
    public Object[][] making() {
        return new Object[][] {{"build"}, {"fetch"}};
    }

    /** A clean meanwhile would end it. */
    @Test(dataProvider = "making")
    public void kernelsAreMadeOnlyByOneWhoHasTheLease(String command) {
        StringWriter err = new StringWriter();
        try (LabFolder.Lease lease = LabFolder.in(cache).lease()) {
            int exit =
                    Main.commandLine(false).setErr(new PrintWriter(err, true)).execute("kernels", command, "6.1");
            assertThat(exit).isEqualTo(70);
            assertThat(err.toString())
                    .contains("another ksmlab uses the lab host")
                    .hasLineCount(1);
            lease.requireHeld();
        }
        assertThat(cache.resolve("kernels")).doesNotExist();
    }
}
