package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class RunCommandTest {
    /** As TestNG 7.12's org.testng.internal.ExitCode has them: 1 failed, 2 skipped, 4 failed as often as it may. */
    @DataProvider
    public Object[][] statuses() {
        return new Object[][] {
            {0, ExitCode.AS_EXPECTED},
            {1, ExitCode.NOT_AS_EXPECTED},
            {2, ExitCode.UNKNOWN},
            {3, ExitCode.NOT_AS_EXPECTED},
            {4, ExitCode.NOT_AS_EXPECTED},
            {6, ExitCode.NOT_AS_EXPECTED},
            {7, ExitCode.NOT_AS_EXPECTED},
        };
    }

    @Test(dataProvider = "statuses")
    public void aFailedTestIsNotAsExpectedAndASkippedOneIsUnknown(int status, ExitCode meaning) {
        assertThat(RunCommand.exitCode(status)).isEqualTo(meaning);
    }

    @Test
    public void aSuiteWithoutTestsIsAFault() {
        assertThatThrownBy(() -> RunCommand.exitCode(8)).hasMessage("the suite has no tests");
    }

    @Test
    public void aSuiteThatWasKilledIsAFault() {
        assertThatThrownBy(() -> RunCommand.exitCode(137)).hasMessage("the suite's JVM ended with exit code 137");
    }
}
