package org.ksmlab.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ksmlab.console.ReportPattern.Detail;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;

/** A report whose lines are still coming in. */
final class OpenReport {
    /** The longest reports are stalls with a stack for each of many CPUs; the first few of them tell what there is to tell. */
    private static final int MAX_LINES = 400;

    /** So many lines without a function come between two stacks of one report at most: registers, modules, memory. */
    private static final int MAX_LINES_BETWEEN_STACKS = 100;

    /** Longer lines are kept in part. Only dumps of code and memory come near it. */
    private static final int MAX_LINE_LENGTH = 256;

    /** A report comes at one go. The kernel says nothing for this long only if it has ended. */
    private static final double QUIET_SECONDS = 5;

    /** For a hang's it waits up to 10 s for the stacks of other CPUs (nmi_trigger_cpumask_backtrace() in lib/nmi_backtrace.c). */
    private static final double QUIET_SECONDS_OF_HANG = 15;

    private static final Pattern END = Pattern.compile("\\s*+---\\[ end ");

    /** dump_stack_print_info() in lib/dump_stack.c. */
    private static final Pattern OWNER =
            Pattern.compile("\\s*+CPU: (?<cpu>\\d{1,5}+) (?:UID: \\d++ )?PID: (?<pid>\\d{1,10}+) "
                    + "Comm: (?<task>.{1,20}?) (?:Not tainted|Tainted: (?<taint>(?:[A-Z]++ ++)++))");

    /** Where a lock was taken. Lockdep says it first of the one that breaks a rule, and then of those that came before. */
    private static final Pattern LOCK_SITE =
            Pattern.compile(", at: (?:\\[<[0-9a-f]{1,16}+>\\] )?(?<function>[\\w.$]{1,200}+)\\+0x");

    private static final Pattern HELD_LOCKS = Pattern.compile("\\d locks? held by ");

    private static final Pattern NUMBER = Pattern.compile("\\b(?=[0-9a-fx]*\\d)(?:0x)?[0-9a-f]++\\b");

    private final ReportPattern.Match first;
    private final ConsoleLine firstLine;
    private final List<String> lines = new ArrayList<>();
    private final Stacks stacks = new Stacks();
    private @Nullable Double lastTime;
    private boolean ended;
    private int linesSinceStack;

    /** The function that the report itself names. */
    private @Nullable String named;

    private boolean listsHeldLocks;
    private @Nullable Matcher owner;

    OpenReport(ReportPattern.Match first, ConsoleLine firstLine) {
        this.first = first;
        this.firstLine = firstLine;
        lastTime = firstLine.kernelTime();
        named = first.detail(Detail.FUNCTION);
        // All there is to a boot is that it begins.
        ended = kind() == FindingKind.REBOOT;
        keep(firstLine.text());
    }

    FindingKind kind() {
        return first.pattern().kind();
    }

    boolean hasStack() {
        return stacks.hasCallers();
    }

    boolean hasEnded() {
        // The kill that ends a report of OOM comes after a list of all tasks.
        int quiet = kind() == FindingKind.OOM ? MAX_LINES : MAX_LINES_BETWEEN_STACKS;
        return ended || lines.size() >= MAX_LINES || linesSinceStack >= quiet;
    }

    /** Whether the line comes so long after the others that it is not of this report. */
    boolean isLongBefore(ConsoleLine line) {
        Double last = lastTime;
        Double now = line.kernelTime();
        double quiet = kind().isHang() ? QUIET_SECONDS_OF_HANG : QUIET_SECONDS;
        return last != null && now != null && now - last > quiet;
    }

    void add(ConsoleLine line) {
        // A hang's report quotes other CPUs.
        if (!kind().isHang() && isFromSomebodyElse(line)) {
            return;
        }
        if (line.kernelTime() != null) {
            lastTime = line.kernelTime();
        }
        String text = line.text();
        if (kind() == FindingKind.LOCKDEP) {
            findLockSite(text);
        }
        linesSinceStack = stacks.add(text) ? 0 : linesSinceStack + 1;
        if (owner == null) {
            Matcher matcher = OWNER.matcher(text);
            owner = matcher.lookingAt() ? matcher : null;
        }
        ended |= END.matcher(text).lookingAt();
        keep(text);
    }

    private void keep(String text) {
        String line = text.strip();
        lines.add(line.length() > MAX_LINE_LENGTH ? line.substring(0, MAX_LINE_LENGTH) : line);
    }

    /** Consoles tell it with CONFIG_PRINTK_CALLER. */
    private boolean isFromSomebodyElse(ConsoleLine line) {
        String mine = firstLine.caller();
        return mine != null && line.caller() != null && !mine.equals(line.caller());
    }

    private void findLockSite(String text) {
        listsHeldLocks |= HELD_LOCKS.matcher(text).find();
        if (named != null || listsHeldLocks) {
            return;
        }
        Matcher site = LOCK_SITE.matcher(text);
        if (site.find()) {
            named = site.group("function");
        } else if (lines.get(lines.size() - 1).endsWith(" at:")) {
            StackLine line = StackLine.parse(text);
            named = line == null ? null : line.function();
        }
    }

    /** What is known so far. */
    Finding finding() {
        Blame.Choice choice = Blame.choose(kind(), relevantStacks());
        String function = function(choice);
        return new Finding(
                kind(),
                title(function),
                function,
                task(),
                cpu(),
                duration(),
                choice == null
                        ? List.of()
                        : choice.stack().stream().map(StackLine::function).toList(),
                choice != null && choice.line().function().equals(function)
                        ? choice.line().module()
                        : null,
                taint(),
                firstLine.number(),
                firstLine.kernelTime(),
                lines);
    }

    private List<List<StackLine>> relevantStacks() {
        return stacks.all().stream()
                // Lockdep shows without a header where each lock of a chain was taken before.
                .filter(stack -> kind() != FindingKind.LOCKDEP || stack.hasHeader())
                .map(Stacks.Stack::lines)
                .toList();
    }

    private @Nullable String function(Blame.@Nullable Choice choice) {
        String chosen = choice == null ? null : choice.line().function();
        if (named == null) {
            return chosen;
        }
        String plain = FunctionName.plain(named);
        return chosen == null || !FunctionRole.HELPER.isPlayedBy(plain) ? plain : chosen;
    }

    private String title(@Nullable String function) {
        String what = first.detail(Detail.WHAT);
        // Numbers differ from report to report of the same bug.
        String stable = what == null ? "" : NUMBER.matcher(what).replaceAll("N");
        String said = first.pattern().title().replace("{what}", stable).strip();
        String title = said.isEmpty() ? kind().name().toLowerCase(Locale.ROOT) : said; // "BUG: " and blanks
        return function == null ? title : title + " in " + function;
    }

    private @Nullable String task() {
        String comm = first.detail(Detail.TASK);
        String pid = first.detail(Detail.PID);
        if (comm != null) {
            return pid == null ? comm : comm + ":" + pid;
        }
        return owner == null ? null : owner.group("task") + ":" + owner.group("pid");
    }

    private @Nullable Integer cpu() {
        String cpu = first.detail(Detail.CPU);
        // The CPU in a hung task's report is the one that the detector happens to run on.
        if (cpu == null && owner != null && kind() != FindingKind.HUNG_TASK) {
            cpu = owner.group("cpu");
        }
        return cpu == null ? null : Integer.valueOf(cpu);
    }

    private @Nullable Duration duration() {
        String seconds = first.detail(Detail.SECONDS);
        return seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds));
    }

    private @Nullable String taint() {
        String flags = owner == null ? null : owner.group("taint");
        return flags == null ? null : flags.replace(" ", "");
    }
}
