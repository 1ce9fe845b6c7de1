package org.ksmlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.testng.annotations.Test;

public class KsmStateTest {
    private static Map<String, String> before413() {
        return new HashMap<>(Map.of(
                "run", "1\n",
                "pages_shared", "30\n",
                "pages_sharing", "51270\n",
                "pages_unshared", "12\n",
                "full_scans", "7\n"));
    }

    @Test
    public void theFilesOfAKernelWithTheLimitAreRead() {
        Map<String, String> files = before413();
        files.putAll(Map.of("max_page_sharing", "256\n", "stable_node_chains", "1\n", "stable_node_dups", "200\n"));
        assertThat(KsmState.parse(files))
                .contains(new KsmState(
                        1, OptionalLong.of(256), 30, 51_270, 12, 7, OptionalLong.of(1), OptionalLong.of(200)));
    }

    @Test
    public void whatAKernelBefore413DoesNotHaveIsAbsentAndNotZero() {
        KsmState state = KsmState.parse(before413()).orElseThrow();
        assertThat(state.maxPageSharing()).isEmpty();
        assertThat(state.stableNodeChains()).isEmpty();
        assertThat(state.stableNodeDups()).isEmpty();
    }

    @Test
    public void aKernelWithoutKsmHasNoState() {
        assertThat(KsmState.parse(Map.of())).isEmpty();
    }

    @Test
    public void aMissingFileIsNamed() {
        Map<String, String> files = before413();
        files.remove("pages_sharing");
        assertThatThrownBy(() -> KsmState.parse(files))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ksm: no pages_sharing");
    }

    @Test
    public void aFileThatIsNoNumberIsNamedWithItsText() {
        Map<String, String> files = before413();
        files.put("full_scans", "many\n");
        assertThatThrownBy(() -> KsmState.parse(files)).hasMessage("ksm: full_scans: 'many'");
    }
}
