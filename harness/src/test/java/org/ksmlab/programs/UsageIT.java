package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.ksmlab.command.CommandResult;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What all programs say to wrong use, and to --help. */
public class UsageIT extends ProgramTest {
    @DataProvider
    public Object[][] wrongUses() {
        return new Object[][] {
            {"filler", "--pattern one", "--mib is missing"},
            {"filler", "--mib 1", "--pattern is missing"},
            {"filler", "--mib -1 --pattern one", "--mib: '-1'"},
            {"filler", "--mib 1x --pattern one", "--mib: '1x'"},
            {"filler", "--mib 1 --pattern k:0", "'0'"},
            {"filler", "--mib 1 --pattern two", "--pattern: 'two'"},
            {"filler", "--mib 1 --pattern one more", "'more'"},
            {"filler", "--nonsense", "--nonsense"},
            {"hold-kvm", "forever", "'forever'"},
            {"sharers", "all", "'all'"},
            {"stall-meter", "--beat", "--threshold-ms is missing"},
            {"stall-meter", "--threshold-ms 10", "10 ms between looks"},
            {"stall-meter", "--threshold-ms 100 --cpus 3-1", "'1'"},
            {"stall-meter", "--threshold-ms 100 --cpus 1;2", "--cpus"},
            {"stall-meter", "--threshold-ms 100 --spin --fifo", "let nothing else run"},
            {"mergers", "--pages 4 --threshold-us 1", "--processes is missing"},
            {"mergers", "--processes 2 --pages 4", "--threshold-us is missing"},
            {"mergers", "--processes 4 --pages 3 --threshold-us 1", "too few for 4"},
            {"mergers", "--processes 2 --pages 9 --vmas 5 --threshold-us 1", "too many for 4 pages"},
            {"mergers", "--processes 0 --pages 3 --threshold-us 1", "--processes: '0'"},
            {"migrate", "--from 0 --to 1", "--pid is missing"},
            {"migrate", "--pid 1 --from 0", "--to is missing"},
            {"migrate", "--pid 1 --from 0 --to 1024", "--to: '1024'"},
            {"migrate", "--pid 1 --from 0, --to 1", "--from: ''"},
            {"writeback", "--file f --mib 1 --threads 1 --mode write", "either --seconds or --forever"},
            {"writeback", "--file f --mib 1 --threads 1 --mode write --seconds 1 --forever", "either --seconds or"},
            {"writeback", "--file f --mib 1 --threads 17 --mode write --forever", "too many for 1 MiB"},
            {"writeback", "--file f --mib 1 --threads 1 --mode read --forever", "--mode: 'read'"},
            {"writeback", "--mib 1 --threads 1 --mode read --forever", "'read'"},
        };
    }

    @Test(dataProvider = "wrongUses")
    public void wrongUseIsOneLineWithTheValue(String program, String arguments, String complaint) {
        CommandResult result = run(program, (Object[]) arguments.split(" "));
        assertThat(result.exit()).isEqualTo(64);
        assertThat(result.stderr().lines()).hasSize(1);
        assertThat(result.stderr()).contains(program + ": ").contains(complaint);
        assertThat(result.stdout()).isEmpty();
    }

    @DataProvider
    public Object[][] programs() {
        return new Object[][] {
            {"filler"},
            {"hold-kvm"},
            {"host-state"},
            {"sharers"},
            {"stacks"},
            {"stall-meter"},
            {"mergers"},
            {"migrate"},
            {"writeback"}
        };
    }

    @Test(dataProvider = "programs")
    public void helpIsNoError(String program) {
        assertThat(run(program, "--help").orThrow().stdout()).startsWith("usage: " + program);
    }
}
