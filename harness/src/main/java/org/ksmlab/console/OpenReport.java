package org.ksmlab.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static final int MAX_FRAMES = 2000;

    /** A report comes at one go. The kernel says nothing for this long only if it has ended. */
    private static final double QUIET_SECONDS = 5;

    private static final Pattern END = Pattern.compile("^\\s*+---\\[ end ");

    private static final Pattern STACK_HEADER = Pattern.compile("(?i)^\\s*+(?:call trace|backtrace|stack backtrace):?");

    /** A line that says whose stack or registers follow. */
    private static final Pattern STACK_OWNER = Pattern.compile(
            "^\\s*+(?:CPU: \\d++ (?:UID: \\d++ )?PID: |NMI backtrace for cpu |task:\\S+ +state:|-> #\\d|Allocated by task |Freed by task "
                    + "|Last potentially related|stack backtrace:|\\S+ +[RSDTtXZPI] .*(?:running task|0x))");

    private static final Pattern CPU_LINE = Pattern.compile(
            "^\\s*+CPU: (?<cpu>\\d{1,5}+) (?:UID: \\d++ )?PID: (?<pid>\\d{1,10}+) Comm: (?<task>.{1,16}?) (?:Not tainted|Tainted: (?<taint>(?:(?:\\[\\w++\\]=)?[A-Z](?:[\\w.]*,)?  *)++))");

    private static final Pattern NUMBER = Pattern.compile("\\b(?:0x)?[0-9a-f]*+\\d[0-9a-f]*+\\b");
    private static final int MAX_WHAT = 120;

    private final ReportPattern.Match first;
    private final ConsoleLine firstLine;
    private final List<String> lines = new ArrayList<>();
    private final List<List<StackLine>> stacks = new ArrayList<>();
    private List<StackLine> stack = new ArrayList<>();
    private boolean stackHasHeader;
    private int frames;
    private @Nullable Double lastTime;
    private boolean ended;
    private @Nullable String taskInBody;
    private @Nullable String cpuInBody;
    private @Nullable String taint;

    OpenReport(ReportPattern.Match first, ConsoleLine firstLine) {
        this.first = first;
        this.firstLine = firstLine;
        lastTime = firstLine.kernelTime();
        lines.add(firstLine.text().strip());
    }

    FindingKind kind() {
        return first.pattern().kind();
    }

    boolean hasStack() {
        return frames > 0;
    }

    boolean hasEnded() {
        return ended || lines.size() >= MAX_LINES;
    }

    /** Whether the line comes so long after the others that it is not of this report. */
    boolean isLongBefore(ConsoleLine line) {
        Double last = lastTime;
        Double now = line.kernelTime();
        return last != null && now != null && now - last > QUIET_SECONDS;
    }

    void add(ConsoleLine line) {
        if (line.kernelTime() != null) {
            lastTime = line.kernelTime();
        }
        if (!kind().isHang() && isFromSomebodyElse(line)) {
            return;
        }
        String text = line.text();
        lines.add(text.strip());
        StackLine stackLine = StackLine.parse(text);
        if (stackLine != null) {
            if (stackLine.reliable() && frames < MAX_FRAMES) {
                stack.add(stackLine);
                frames++;
            }
        } else if (STACK_OWNER.matcher(text).find()) {
            endStack();
            readOwner(text);
        } else if (STACK_HEADER.matcher(text).find()) {
            // Registers come before the stack they belong to.
            if (stackHasHeader) {
                endStack();
            }
            stackHasHeader = true;
        } else if (END.matcher(text).find()) {
            ended = true;
        }
    }

    /** With CONFIG_PRINTK_CALLER the console tells whose line it is. A hang's report, though, quotes other CPUs. */
    private boolean isFromSomebodyElse(ConsoleLine line) {
        String mine = firstLine.caller();
        return mine != null && line.caller() != null && !mine.equals(line.caller());
    }

    private void readOwner(String text) {
        Matcher owner = CPU_LINE.matcher(text);
        if (taskInBody == null && owner.find()) {
            cpuInBody = owner.group("cpu");
            taskInBody = owner.group("task") + ":" + owner.group("pid");
            String flags = owner.group("taint");
            taint = flags == null ? null : flags.replaceAll("\\[\\w++\\]=|[ ,]", "");
        }
    }

    private void endStack() {
        // Where each lock of a chain was taken has no header, and is not where the rule was broken.
        if (!stack.isEmpty() && (stackHasHeader || kind() != FindingKind.LOCKDEP)) {
            stacks.add(stack);
        }
        stack = new ArrayList<>();
        stackHasHeader = false;
    }

    /** What is known so far. */
    Finding finding() {
        List<List<StackLine>> all = new ArrayList<>(stacks);
        if (!stack.isEmpty()) {
            all.add(List.copyOf(stack));
        }
        Blame.Choice choice = Blame.choose(kind(), all);
        String named = first.detail(Detail.FUNCTION);
        String function = choice == null ? null : choice.line().function();
        if (named != null && (function == null || !Blame.isHelper(named))) {
            function = StackLine.plain(named);
        }
        String seconds = first.detail(Detail.SECONDS);
        return new Finding(
                kind(),
                title(function),
                function,
                task(),
                cpu(),
                seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds)),
                choice == null
                        ? List.of()
                        : choice.stack().stream().map(StackLine::function).toList(),
                module(choice, function),
                taint,
                firstLine.number(),
                firstLine.kernelTime(),
                lines);
    }

    private String title(@Nullable String function) {
        String title = first.pattern().title();
        String what = first.detail(Detail.WHAT);
        title = title.replace("{what}", what == null ? "" : withoutNumbers(what))
                .strip();
        return function == null ? title : title + " in " + function;
    }

    /** Numbers differ from report to report of the same bug. */
    private static String withoutNumbers(String text) {
        String stable = NUMBER.matcher(text).replaceAll("N").strip();
        return stable.length() > MAX_WHAT ? stable.substring(0, MAX_WHAT) : stable;
    }

    private @Nullable String task() {
        String comm = first.detail(Detail.TASK);
        return comm == null ? taskInBody : comm + ":" + first.detail(Detail.PID);
    }

    private @Nullable Integer cpu() {
        String cpu = first.detail(Detail.CPU);
        if (cpu == null) {
            // A hung task's report has khungtaskd's CPU, which has nothing to do with it.
            cpu = kind() == FindingKind.HUNG_TASK ? null : cpuInBody;
        }
        return cpu == null ? null : Integer.valueOf(cpu);
    }

    private static @Nullable String module(Blame.@Nullable Choice choice, @Nullable String function) {
        return choice != null && choice.line().function().equals(function)
                ? choice.line().module()
                : null;
    }
}
