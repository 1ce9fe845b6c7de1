package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class SweepCommandTest {
    @DataProvider
    public Object[][] wrongUses() {
        return new Object[][] {
            {"--sharers 10000,10", "--sharers: 10, must be at least 1000"},
            {"--sharers 10000,10000", "--sharers: one of them twice: [10000, 10000]"},
            {"--sharers many", "'many'"},
            {"--max-page-sharing 1", "--max-page-sharing: 1, must be at least 2"},
            {"--max-page-sharing none", "'none' is neither a number nor max"},
            {"--processes 1", "--processes: 1, must be 2 to 64"},
            {"--trials 0", "--trials: 0, must be at least 1"},
            {"--retries -1", "--retries: -1, must be at least 0"},
            {"--resume /no/such/run --seed 3", "--resume continues with the plan of /no/such/run: leave out --seed"},
            {"--resume /no/such/run", "'/no/such/run' has no sweep.json"},
            {"--vmas 1,2 --sharers 10000,20000", "--sharers: [10000, 20000], must be one where there are several vmas"},
            {"--vmas 0", "--vmas: 0, must be 1 to 65000"},
            {"--predict 0", "--predict: 0, must be at least 1"},
        };
    }

    @Test(dataProvider = "wrongUses")
    public void wrongUseIsOneLineWithTheValue(String options, String complaint) {
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(false).setErr(new PrintWriter(err, true)).execute(("sweep " + options).split(" "));
        assertThat(exit).isEqualTo(64);
        assertThat(err.toString()).hasLineCount(1).contains(complaint);
    }
}
