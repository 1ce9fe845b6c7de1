package org.ksmlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.testng.annotations.Test;

/** What the programs in guest-images/programs print, as their comments say. */
public class ProgramOutputTest {
    private static final String HOST_STATE = "host now_ns=1000000007 run=1 max_page_sharing=256 pages_shared=30"
            + " pages_sharing=51270 pages_unshared=12 full_scans=7 stable_node_chains=1 stable_node_dups=200";

    @Test
    public void sharersAreRead() {
        assertThat(Sharers.parse("longest=51200 ksm_pages=30 sharers_total=51300\n"))
                .isEqualTo(new Sharers(51_200, 30, 51_300));
    }

    @Test
    public void noSharersAtAllIsSaidToBeMissing() {
        assertThatThrownBy(() -> Sharers.parse("")).hasMessage("longest: missing");
    }

    @Test
    public void aStallIsReadWithItsLength() {
        assertThat(Stall.parse("stall cpu=1 start_ns=1000000000 end_ns=3500000000 in=sleep\n"))
                .containsExactly(new Stall(1, 1_000_000_000, 3_500_000_000L))
                .extracting(Stall::seconds)
                .containsExactly(2.5);
    }

    @Test
    public void aStallWhileTheMeterPrintedIsLeftOut() {
        assertThat(Stall.parse("stall cpu=1 start_ns=1 end_ns=2 in=print\nstall cpu=0 start_ns=3 end_ns=4 in=sleep\n"))
                .containsExactly(new Stall(0, 3, 4));
    }

    @Test
    public void aStallThatWasCutIsLeftOut() {
        assertThat(Stall.parse("stall cpu=1 start_ns=1 end_ns=2")).isEmpty();
        assertThat(Stall.parse("beat cpu=1 now_ns=5 in=sleep")).isEmpty();
    }

    @Test
    public void aStallThatEndsBeforeItBeginsIsRefused() {
        assertThatThrownBy(() -> new Stall(0, 5, 4)).hasMessage("stall: 5 to 4");
    }

    @Test
    public void aHostsStateIsReadWithTheMemoryOfEachNode() {
        HostState state = HostState.parse(HOST_STATE + " node0_anon_kib=4096 node1_anon_kib=8 node10_anon_kib=0");
        assertThat(state.nowNs()).isEqualTo(1_000_000_007);
        assertThat(state.ksm().pagesSharing()).isEqualTo(51_270);
        assertThat(state.ksm().maxPageSharing()).hasValue(256);
        assertThat(state.anonKibByNode()).isEqualTo(Map.of(0, 4096L, 1, 8L, 10, 0L));
    }

    @Test
    public void aHostWithoutKsmIsSaidToHaveNone() {
        assertThatThrownBy(() -> HostState.parse("host now_ns=5 node0_anon_kib=4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this host's kernel has no KSM");
    }
}
