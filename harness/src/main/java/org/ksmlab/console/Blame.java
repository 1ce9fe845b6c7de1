package org.ksmlab.console;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ksmlab.model.FindingKind;

/**
 * Chooses, from the stacks of a report, the function that the report is named after. It should be the same for every report of
 * one bug, and so depends on the kind:
 *
 * <ul>
 *   <li>What crashed is named after the innermost function that is no mere helper.
 *   <li>What ran for too long was caught anywhere inside the work that did not end; the innermost function is chance. It is named
 *       after the outermost function of that work: the one that the kernel's dispatchers (system call, work item, timer, packet)
 *       called. A CPU that waits for other CPUs is named after that, since it is their victim.
 *   <li>What sleeps for too long is named after the innermost function that is not itself a way to wait; two locks that everybody
 *       waits for once one is stuck, rtnl_lock and RCU's grace period, are named themselves.
 * </ul>
 */
final class Blame {
    /** Waiting for these is a bug of whoever keeps everybody waiting, so they are named and not who waits. */
    private static final Pattern BOTTLENECK =
            Pattern.compile("(?<lock>rtnl_lock)(?:_\\w++)?|synchronize_(?:rcu|srcu|net|sched)(?:_\\w++)?");

    /** Waits for other CPUs to answer an interrupt; there is one for one CPU, and one for many. */
    private static final String CROSS_CALL = "smp_call_function";

    /** Who is never to blame for a crash. */
    private static final Set<FunctionRole> NOBODY = EnumSet.of(
            FunctionRole.HELPER,
            FunctionRole.SCHEDULER,
            FunctionRole.SAMPLER,
            FunctionRole.INTERRUPT_ENTRY,
            FunctionRole.DISPATCHER);

    private Blame() {}

    /** A function to blame, and the stack it was found in. */
    record Choice(StackLine line, List<StackLine> stack) {}

    /**
     * The function to blame, or null if no stack has one worth naming.
     *
     * @param stacks the stacks of a report, in its order, each innermost function first
     */
    static @Nullable Choice choose(FindingKind kind, List<List<StackLine>> stacks) {
        return switch (kind) {
            case SOFT_LOCKUP, HARD_LOCKUP, RCU_STALL, CSD_STALL -> first(stacks, Blame::whatRan);
            case HUNG_TASK -> first(stacks, Blame::whatSlept);
            case LOCKDEP, ATOMIC_SLEEP, MEMORY_SAFETY, DATA_RACE, UBSAN, LEAK, OOPS, BUG, WARNING, PANIC, OTHER ->
                first(stacks, Blame::whatCrashed);
            // Whoever asks for memory last is not to blame, and a boot has no stack.
            case OOM, REBOOT -> null;
        };
    }

    private interface Rule {
        @Nullable
        StackLine in(List<StackLine> stack);
    }

    private static @Nullable Choice first(List<List<StackLine>> stacks, Rule rule) {
        for (List<StackLine> stack : stacks) {
            StackLine line = rule.in(stack);
            if (line != null) {
                return new Choice(line, stack);
            }
        }
        return null;
    }

    private static @Nullable StackLine whatRan(List<StackLine> stack) {
        List<StackLine> work = interrupted(stack);
        for (int i = 0; i < work.size(); i++) {
            StackLine line = work.get(i);
            if (line.function().startsWith(CROSS_CALL)) {
                return line.named(CROSS_CALL);
            }
            if (FunctionRole.DISPATCHER.isPlayedBy(line.function())) {
                return i == 0 ? line : work.get(i - 1);
            }
        }
        // Cut short, or a fault taken in user space.
        return innermost(work);
    }

    private static @Nullable StackLine whatSlept(List<StackLine> stack) {
        if (has(FunctionRole.SAMPLER_THREAD, stack)) {
            return null;
        }
        for (StackLine line : stack) {
            Matcher bottleneck = BOTTLENECK.matcher(line.function());
            if (bottleneck.matches()) {
                return line.named(bottleneck.group("lock") == null ? "synchronize_rcu" : "rtnl_lock");
            }
        }
        // What a stack has above the scheduler is noise.
        int scheduler = indexOf(FunctionRole.SCHEDULER, stack, 0);
        for (StackLine line : stack.subList(scheduler < stack.size() ? scheduler : 0, stack.size())) {
            String function = line.function();
            if (!FunctionRole.SCHEDULER.isPlayedBy(function) && !FunctionRole.WAITING.isPlayedBy(function)) {
                return line;
            }
        }
        return null;
    }

    private static @Nullable StackLine whatCrashed(List<StackLine> stack) {
        StackLine line = innermost(stack);
        // A dispatcher may have called into the void.
        boolean isDispatcher = line == null
                && !stack.isEmpty()
                && FunctionRole.DISPATCHER.isPlayedBy(stack.get(0).function());
        return isDispatcher ? stack.get(0) : line;
    }

    private static @Nullable StackLine innermost(List<StackLine> stack) {
        for (StackLine line : stack) {
            if (NOBODY.stream().noneMatch(role -> role.isPlayedBy(line.function()))) {
                return line;
            }
        }
        return null;
    }

    /** The stack below the interrupt that took the sample; nothing if the stack is the sampler's own. */
    private static List<StackLine> interrupted(List<StackLine> stack) {
        int sampler = indexOf(FunctionRole.SAMPLER, stack, 0);
        if (sampler == stack.size()) {
            return has(FunctionRole.SAMPLER_THREAD, stack) ? List.of() : stack;
        }
        int below = indexOf(FunctionRole.INTERRUPT_ENTRY, stack, sampler);
        while (below < stack.size()
                && FunctionRole.INTERRUPT_ENTRY.isPlayedBy(stack.get(below).function())) {
            below++;
        }
        return stack.subList(below, stack.size());
    }

    private static boolean has(FunctionRole role, List<StackLine> stack) {
        return indexOf(role, stack, 0) < stack.size();
    }

    /** The first function that plays the role, from an index on; the stack's size if there is none. */
    private static int indexOf(FunctionRole role, List<StackLine> stack, int from) {
        int i = from;
        while (i < stack.size() && !role.isPlayedBy(stack.get(i).function())) {
            i++;
        }
        return i;
    }
}
