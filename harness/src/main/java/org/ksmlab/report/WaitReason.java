package org.ksmlab.report;

import java.util.List;
import java.util.Set;

/**
 * What a task on the host waited for, told from where its stack ends. The functions of the locks themselves are left out of stacks (they
 * are in .sched.text), so the innermost frame is the one that takes the lock. Names are those of 6.1.
 */
enum WaitReason {
    /** A page table entry that a walk has replaced until the page is where it is to go (mm/filemap.c). */
    MIGRATION("a page that is being migrated", "migration"),
    /** A page's lock, which migrate_pages holds while it walks (mm/migrate.c). */
    PAGE_LOCK("a page's lock", "page-lock"),
    /** The mmap_lock of its process, to write: from then on nobody else gets it to read. */
    MMAP_LOCK_WRITE("mmap_lock, to write", "mmap-write"),
    /** The mmap_lock of a process, to read: held by a writer, or wanted by one. */
    MMAP_LOCK_READ("mmap_lock, to read", "mmap-read"),
    OTHER("something else", "other");

    private static final Set<String> WRITERS = Set.of(
            "vm_mmap_pgoff", "__vm_munmap", "do_mprotect_pkey", "__do_sys_brk", "__x64_sys_brk", "__do_sys_mremap");

    /** mm/gup.c, mm/ksm.c, mm/khugepaged.c, arch/x86/mm/fault.c, arch/x86/kvm/mmu. */
    private static final Set<String> READERS = Set.of(
            "get_user_pages_unlocked",
            "ksm_scan_thread",
            "scan_get_next_rmap_item",
            "khugepaged",
            "khugepaged_scan_mm_slot",
            "do_user_addr_fault",
            "kvm_host_page_size");

    private static final Set<String> PAGE_LOCKERS =
            Set.of("folio_wait_bit_common", "__folio_lock", "__lock_page", "folio_lock", "__folio_lock_or_retry");

    private final String text;
    private final String style;

    WaitReason(String text, String style) {
        this.text = text;
        this.style = style;
    }

    /** Of a stack, innermost frame first. */
    static WaitReason of(List<String> stack) {
        String innermost = stack.isEmpty() ? "" : stack.get(0);
        if (innermost.startsWith("migration_entry_wait")) {
            return MIGRATION;
        }
        if (PAGE_LOCKERS.contains(innermost)) {
            return PAGE_LOCK;
        }
        if (WRITERS.contains(innermost)) {
            return MMAP_LOCK_WRITE;
        }
        return READERS.contains(innermost) ? MMAP_LOCK_READ : OTHER;
    }

    /** After "waits for". */
    String text() {
        return text;
    }

    /** The style sheet's name for it. */
    String style() {
        return style;
    }
}
