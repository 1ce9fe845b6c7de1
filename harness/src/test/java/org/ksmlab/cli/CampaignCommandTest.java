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
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class CampaignCommandTest {
    private final Map<String, String> propertiesBefore = new TreeMap<>();
    private Path folder;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-campaign").toRealPath();
        for (String name : new String[] {"ksmlab.home", "ksmlab.cache"}) {
            propertiesBefore.put(name, System.getProperty(name, ""));
        }
        System.setProperty("ksmlab.home", Path.of("..").toString());
        System.setProperty("ksmlab.cache", folder.resolve("cache").toString());
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        propertiesBefore.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        TestFolders.delete(folder);
    }

    @DataProvider
    public Object[][] wrongKernels() {
        return new Object[][] {
            {"wihtout-patch", "no kernel 'wihtout-patch'; there are 6.1, 6.12, with-patch, without-patch, and paths"},
            {"/no/such.deb", "no such file: '/no/such.deb'"},
            {"pom.xml", Path.of("pom.xml").toAbsolutePath() + ": no x86 kernel image (vmlinuz)"},
        };
    }

    @Test(dataProvider = "wrongKernels")
    public void aWrongKernelIsOneLineWithFileLineAndKey(String kernel, String complaint) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), """
                dose: quick
                trials: 1
                arms:
                  - name: mine
                    kernel: %s
                    expected: reproduced
                """.formatted(kernel));
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(false).setErr(new PrintWriter(err, true)).execute("campaign", file.toString());
        assertThat(err.toString()).hasLineCount(1).startsWith("ksmlab: " + file + ":5: arms[0].kernel: " + complaint);
        assertThat(exit).isEqualTo(64);
    }
}
