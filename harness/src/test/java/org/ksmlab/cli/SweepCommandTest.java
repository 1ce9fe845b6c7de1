package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ksmlab.compare.Sweep;
import org.ksmlab.report.SweepRun;
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
            {"--ssh-port 99999", "'99999' is no port, which is 1 to 65535"},
            {"--ssh-port ssh", "'ssh' is no port, which is 1 to 65535"},
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

    @Test
    public void theKernelThatRanIsSaidAndThatThereWereSeveral() {
        try (SweepRun run = SweepRun.make()) {
            Sweep sweep = Sweep.read(run.folder().resolve(Sweep.FILE));
            assertThat(SweepCommand.text(sweep)).endsWith(String.format("%nthe kernel was 6.1.0-56-cloud-amd64%n"));
            assertThat(SweepCommand.text(withAnotherKernel(sweep)))
                    .endsWith(String.format(
                            "%nthe trials ran on several kernels: 6.1.0-56-cloud-amd64; 6.12.118+deb13-amd64%n"));
        }
    }

    private static Sweep withAnotherKernel(Sweep sweep) {
        List<Sweep.Trial> trials = new ArrayList<>(sweep.trials());
        Sweep.Trial last = trials.get(0);
        trials.add(new Sweep.Trial(
                last.folder(),
                last.arm(),
                last.maxPageSharing(),
                last.wanted(),
                last.vmas(),
                last.outcome(),
                last.reason(),
                last.point(),
                Optional.of("6.12.118+deb13-amd64")));
        return new Sweep(
                sweep.version(),
                sweep.outcome(),
                sweep.run(),
                sweep.scenario(),
                sweep.plan(),
                sweep.predict(),
                sweep.leftOut(),
                sweep.confidence(),
                trials,
                sweep.curves());
    }
}
