package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ksmlab.command.TestFolders;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ConsoleDeathTest {
    private static final String PANIC = "[  310.123456] Kernel panic - not syncing: Fatal exception in interrupt";

    private Path folder;
    private Path console;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-death");
        console = folder.resolve("console.log");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    @DataProvider
    public Object[][] lastWords() {
        return new Object[][] {
            {PANIC},
            {"[    9.000000] BUG: TASK stack guard page was hit at 00000000d3f5a0c1"},
            {"[    9.000000] PANIC: double fault, error_code: 0x0"},
            {"[    9.000000] reboot: Restarting system"},
            {"[    9.000000] reboot: Power down"},
            {"[    9.000000] reboot: System halted"},
        };
    }

    @Test(dataProvider = "lastWords")
    public void theLastWordsOfAKernelAreFoundWithTheirLine(String words) throws IOException {
        Files.writeString(
                console, "[    1.000000] all is well\r\n" + words + "\r\n[ 310.2] Kernel Offset: disabled\r\n");
        assertThat(ConsoleDeath.in(console)).contains(words);
    }

    @Test
    public void aKernelThatIsUpIsNotDead() throws IOException {
        Files.writeString(console, "[    1.000000] Command line: panic=-1\n[ 9.0] BUG: soft lockup - CPU#1\n");
        assertThat(ConsoleDeath.in(console)).isEmpty();
    }

    @Test
    public void aConsoleThatIsNotThereYetSaysNothing() {
        assertThat(ConsoleDeath.in(console)).isEmpty();
    }

    @Test
    public void ofALongConsoleOnlyTheEndIsLookedAt() throws IOException {
        String chatter = "[    5.000000] chatter\n".repeat(10_000);
        Files.writeString(console, chatter + PANIC + "\n");
        assertThat(ConsoleDeath.in(console)).contains(PANIC);
        Files.writeString(console, PANIC + "\n" + chatter);
        assertThat(ConsoleDeath.in(console)).isEmpty();
    }

    @Test
    public void noControlCharacterReachesATerminal() throws IOException {
        Files.write(
                console,
                "\u001b[31mKernel panic - not syncing: \u009b2J\u0007boo\u007f\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ConsoleDeath.in(console)).contains("[31mKernel panic - not syncing: 2Jboo");
    }
}
