package org.ksmlab.watch;

import java.util.regex.Pattern;

/** Work of the kernel that is worth telling apart in a migration; a function names it. What it calls is part of it. */
public enum KernelWork {
    /** Visits every mapping of a KSM page. */
    RMAP_WALK_KSM("rmap_walk_ksm", "rmap_walk_ksm"),
    RMAP_WALK_ANON("rmap_walk_anon", "rmap_walk_anon"),
    RMAP_WALK_FILE("rmap_walk_file", "rmap_walk_file"),
    /** Unmaps a page before it is moved: try_to_unmap before 5.14. */
    UNMAP("try_to_migrate", "try_to_migrate|try_to_unmap"),
    FLUSH_TLB("flush_tlb", "ptep_clear_flush|(?:native_)?flush_tlb_\\w+"),
    /** KVM unmaps the page from its guest, and makes the vCPUs leave it. */
    NOTIFY_KVM("mmu_notifier", "__mmu_notifier_\\w+"),
    /** Waits for other CPUs to answer an interrupt. */
    IPI("smp_call_function", "smp_call_function_\\w+"),
    COPY("copy", "folio_copy|folio_mc_copy|migrate_page_copy|copy_highpage|copy_page"),
    ALLOCATE("alloc_pages", "__alloc_pages\\w*|alloc_migration_target|alloc_new_node_page");

    private final String words;
    private final Pattern functions;

    KernelWork(String words, String functions) {
        this.words = words;
        this.functions = Pattern.compile(functions);
    }

    /** As kernel people say it. */
    public String words() {
        return words;
    }

    /** @param function without a compiler's suffix */
    boolean isDoneBy(String function) {
        return functions.matcher(function).matches();
    }
}
