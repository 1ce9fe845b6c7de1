package org.ksmlab.report;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which part of this bug a kernel function plays; by its name, for the eye only. */
enum FunctionGroup {
    /** Visits the mappings of a KSM page. */
    WALK("rmap_walk|^ksm|_ksm_|_ksm$"),
    /** Unmaps one, and tells other CPUs. */
    FLUSH("flush_tlb|smp_call_function|on_each_cpu|ptep_clear_flush|try_to_migrate|try_to_unmap|csd_lock|tlb_flush"),
    /** Asks for it. */
    MIGRATE("migrate_pages|migrate_to_node|do_migrate|unmap_and_move|migrate_folio"),
    OTHER("");

    private final Pattern names;

    FunctionGroup(String names) {
        this.names = Pattern.compile(names);
    }

    static FunctionGroup of(String function) {
        for (FunctionGroup group : values()) {
            if (group.names.matcher(function).find()) {
                return group;
            }
        }
        return OTHER;
    }

    /** The style sheet's name for it. */
    String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
