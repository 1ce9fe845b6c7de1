package org.ksmlab.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class WaitKindTest {
    /** Where it is said: 6.1's were seen on the lab host, 4.4's are the case's; the others are what the source gives. */
    @DataProvider
    public Object[][] stacks() {
        return new Object[][] {
            // 6.1, seen
            {WaitKind.MIGRATION_ENTRY, "migration_entry_wait_on_locked;do_swap_page;__handle_mm_fault;handle_mm_fault"},
            {WaitKind.MMAP_LOCK_READ, "get_user_pages_unlocked;hva_to_pfn;kvm_faultin_pfn;direct_page_fault"},
            {WaitKind.MMAP_LOCK_READ, "lock_mm_and_find_vma;do_user_addr_fault;exc_page_fault;asm_exc_page_fault"},
            {WaitKind.MMAP_LOCK_READ, "ksm_scan_thread;kthread;ret_from_fork"},
            {WaitKind.MMAP_LOCK_READ, "do_madvise;__x64_sys_madvise;do_syscall_64"},
            {WaitKind.MMAP_LOCK_WRITE, "vm_mmap_pgoff;do_syscall_64;entry_SYSCALL_64_after_hwframe"},
            {WaitKind.MMAP_LOCK_WRITE, "do_mprotect_pkey;__x64_sys_mprotect;do_syscall_64"},
            {WaitKind.PAGE_LOCK, "folio_wait_bit_common;get_ksm_page;remove_rmap_item_from_tree;ksm_scan_thread"},
            {WaitKind.PAGE_LOCK, "folio_wait_bit_common;filemap_fault;__do_fault;do_fault"},
            {WaitKind.RMAP_LOCK, "split_huge_page_to_list;try_to_merge_one_page;try_to_merge_with_ksm_page"},
            {WaitKind.OTHER, "folio_wait_bit_common;folio_wait_writeback;__filemap_fdatawait_range"},
            {WaitKind.OTHER, "ext4_buffered_write_iter;vfs_write;__x64_sys_pwrite64"},
            {WaitKind.OTHER, "flush_work;__lru_add_drain_all;ksm_scan_thread"},
            {WaitKind.OTHER, "futex_wait_queue;futex_wait;do_futex"},
            // 5.10
            {WaitKind.MIGRATION_ENTRY, "wait_on_page_bit_common;put_and_wait_on_page_locked;__migration_entry_wait"},
            {WaitKind.MIGRATION_ENTRY, "put_and_wait_on_page_locked;migration_entry_wait;do_swap_page"},
            {WaitKind.MIGRATION_ENTRY, "wait_on_page_bit_common;do_swap_page;handle_mm_fault;__get_user_pages"},
            {WaitKind.MIGRATION_ENTRY, "wait_on_page_bit_common;handle_mm_fault;__get_user_pages"},
            {WaitKind.PAGE_LOCK, "wait_on_page_bit_common;__lock_page_or_retry;do_swap_page;handle_mm_fault"},
            {WaitKind.PAGE_LOCK, "wait_on_page_bit_common;__lock_page;get_ksm_page"},
            {WaitKind.OTHER, "wait_on_page_bit_common;wait_on_page_writeback;__filemap_fdatawait_range"},
            {WaitKind.MMAP_LOCK_READ, "do_user_addr_fault;exc_page_fault;asm_exc_page_fault"},
            {WaitKind.MMAP_LOCK_WRITE, "__do_sys_mremap;do_syscall_64"},
            {WaitKind.RMAP_LOCK, "__vma_adjust;__split_vma;mprotect_fixup"},
            // 6.12
            {WaitKind.MMAP_LOCK_READ, "__get_user_pages_locked;get_user_pages_unlocked;hva_to_pfn"},
            {WaitKind.MMAP_LOCK_WRITE, "collapse_huge_page.isra.0;hpage_collapse_scan_pmd;khugepaged"},
            {WaitKind.RMAP_LOCK, "split_huge_page_to_list_to_order;try_to_merge_one_page"},
            {WaitKind.PAGE_LOCK, "folio_wait_bit_common;ksm_get_folio;remove_rmap_item_from_tree"},
            // 4.4, and what guests' reports have
            {WaitKind.MMAP_LOCK_READ, "kvm_host_page_size;mapping_level;tdp_page_fault;kvm_mmu_page_fault"},
            {WaitKind.IPI, "smp_call_function_many;native_flush_tlb_others;flush_tlb_page"},
            {WaitKind.IPI, "smp_call_function_many_cond;on_each_cpu_cond_mask;flush_tlb_mm_range"},
            {WaitKind.OTHER, "exit_to_user_mode_prepare"},
            {WaitKind.OTHER, ""},
        };
    }

    @Test(dataProvider = "stacks")
    public void theInnermostFunctionsTellWhatATaskWaitsFor(WaitKind kind, String stack) {
        assertThat(WaitKind.of(List.of(stack.split(";", -1)))).isEqualTo(kind);
    }

    @Test
    public void whoHasNoStackWaitsForSomethingElse() {
        assertThat(WaitKind.of(List.of())).isEqualTo(WaitKind.OTHER);
    }
}
