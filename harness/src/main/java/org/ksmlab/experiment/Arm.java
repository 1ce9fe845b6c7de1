package org.ksmlab.experiment;

import java.util.Optional;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.Verdict;

/**
 * One side of a comparison: the scenario under one limit on sharing, or on one kernel.
 *
 * @param kernel what the host boots, by its name or the path of a file; empty: what it boots anyway
 * @param maxPageSharing what /sys/kernel/mm/ksm/max_page_sharing is set to; empty: left as the kernel has it
 * @param expected the verdict that confirms the bug and its fix
 */
public record Arm(String name, Optional<String> kernel, Optional<Integer> maxPageSharing, Verdict expected) {
    /** As a kernel before 4.13: nothing limits how many mappings a KSM page has. */
    public static final Arm WITHOUT_LIMIT = withMaxPageSharing("without-limit", KsmState.UNLIMITED, Verdict.REPRODUCED);

    /** The kernel's default since 4.13. */
    public static final Arm WITH_LIMIT = withMaxPageSharing("with-limit", 256, Verdict.NOT_REPRODUCED);

    /** What an arm may be called. */
    static final String NAME = "[a-z0-9][a-z0-9-]*";

    public Arm {
        requireName(name);
        if (maxPageSharing.filter(limit -> limit < 2).isPresent()) {
            throw new IllegalArgumentException("maxPageSharing: " + maxPageSharing.get() + ", must be at least 2");
        }
        if (!expected.isAnswer()) {
            throw new IllegalArgumentException("expected: " + expected);
        }
    }

    /** Folders are named after it, and terminals show it. */
    static void requireName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "name: '" + name + "' must be small letters, digits and, but at the start, '-'");
        }
    }

    private static Arm withMaxPageSharing(String name, int limit, Verdict expected) {
        return new Arm(name, Optional.empty(), Optional.of(limit), expected);
    }

    /** One that differs by its kernel alone, which keeps its own limit on sharing. */
    public static Arm ofKernel(String name, String kernel, Verdict expected) {
        return new Arm(name, Optional.of(kernel), Optional.empty(), expected);
    }
}
