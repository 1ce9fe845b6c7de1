package org.ksmlab.experiment;

import org.ksmlab.host.Ksm;
import org.ksmlab.model.Verdict;

/**
 * One side of a comparison: the scenario under one limit on sharing.
 *
 * @param maxPageSharing what /sys/kernel/mm/ksm/max_page_sharing is set to
 * @param expected the verdict that confirms the bug and its fix
 */
public record Arm(String name, int maxPageSharing, Verdict expected) {
    /** As a kernel before 4.13: nothing limits how many mappings a KSM page has. */
    public static final Arm WITHOUT_LIMIT = new Arm("without-limit", Ksm.UNLIMITED, Verdict.REPRODUCED);

    /** The kernel's default since 4.13. */
    public static final Arm WITH_LIMIT = new Arm("with-limit", 256, Verdict.NOT_REPRODUCED);

    public Arm {
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw new IllegalArgumentException("name: '" + name + "'");
        }
        if (maxPageSharing < 2) {
            throw new IllegalArgumentException("maxPageSharing: " + maxPageSharing);
        }
        if (!expected.isAnswer()) {
            throw new IllegalArgumentException("expected: " + expected);
        }
    }

    /** Whether it is as good as no limit. */
    public boolean isUnlimited() {
        return maxPageSharing == Ksm.UNLIMITED;
    }
}
