package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class LabCommandTest {
    @DataProvider
    public Object[][] noPorts() {
        return new Object[][] {{"99999"}, {"65536"}, {"0"}, {"-1"}, {"ssh"}};
    }

    @Test(dataProvider = "noPorts")
    public void whatIsNoPortIsRefusedInOneLine(String port) {
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(false).setErr(new PrintWriter(err, true)).execute("lab", "up", "--ssh-port", port);
        assertThat(exit).isEqualTo(64);
        assertThat(err.toString())
                .contains("'--ssh-port'", "'" + port + "' is no port, which is 1 to 65535")
                .hasLineCount(1);
    }
}
