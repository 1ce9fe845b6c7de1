package org.ksmlab.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.testng.annotations.Test;

public class ProfileTest {
    private static Profile read(String text, long tid) {
        return Profile.of(PerfSamples.parse(text.lines().toList()), tid, "do_migrate_pages");
    }

    private static final String WALK = """
            migrate   646    67.276207:\s
            \tffffffff811609e1 smp_call_function_many_cond
            \tffffffff812d4ee6 ptep_clear_flush
            \tffffffff812d8ba6 try_to_migrate_one.part.0
            \tffffffff812d655d rmap_walk_ksm
            \tffffffff812d92fb try_to_migrate
            \tffffffff81308a5a do_migrate_pages
            \t    7fff182bcecd [unknown]

            """;

    /** Of Debian's 5.10, whose compiler made a function of its own of a part of do_migrate_pages. */
    private static final String PART = """
            migrate   453    49.932477:\s
            \tffffffff81264109 ptep_clear_flush
            \tffffffff81266088 try_to_unmap_one
            \tffffffff81295bf5 rmap_walk_ksm
            \tffffffff81267687 try_to_unmap
            \tffffffff812a26f4 migrate_pages
            \tffffffff8128b953 migrate_to_node
            \tffffffff8128bb87 do_migrate_pages.part.0
            \tffffffff8128bfde kernel_migrate_pages

            """;

    private static final String COPY = """
            migrate   646    67.296207:\s
            \tffffffff811609e1 copy_page
            \tffffffff81308a5a do_migrate_pages

            """;

    private static final String BEFORE = """
            migrate   646    67.196207:\s
            \tffffffff811609e1 exec_mmap

            """;

    @Test
    public void eachSampleCountsOnceForAllThatItWasIn() {
        Profile profile = read(BEFORE + WALK + COPY + WALK + WALK, 646);
        assertThat(profile.samples()).isEqualTo(4);
        assertThat(profile.share(KernelWork.RMAP_WALK_KSM)).isEqualTo(0.75);
        assertThat(profile.share(KernelWork.IPI)).isEqualTo(0.75);
        assertThat(profile.share(KernelWork.UNMAP)).isEqualTo(0.75);
        assertThat(profile.share(KernelWork.COPY)).isEqualTo(0.25);
        assertThat(profile.share(KernelWork.RMAP_WALK_ANON)).isZero();
    }

    @Test
    public void aPartOfAFunctionIsTheFunction() {
        Profile profile = read(PART, 453);
        assertThat(profile.samples()).isEqualTo(1);
        assertThat(profile.share(KernelWork.RMAP_WALK_KSM)).isEqualTo(1);
        assertThat(profile.share(KernelWork.UNMAP)).isEqualTo(1);
    }

    @Test
    public void otherTasksAndOnesWithNumbersForNamesDoNotCount() {
        String other = WALK.replace("migrate   646 ", "646   646 12.3:   647 ");
        assertThat(read(other + WALK, 646).samples()).isEqualTo(1);
        assertThat(read(other, 647).samples()).isEqualTo(1);
    }

    @Test
    public void whoWasNeverSeenHasNoShares() {
        Profile profile = read("", 646);
        assertThat(profile.samples()).isZero();
        assertThat(profile.share(KernelWork.RMAP_WALK_KSM)).isZero();
    }
}
