package org.ksmlab.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a stack trace or a register dump that names a function.
 *
 * @param function without compiler suffixes such as {@code .constprop.0}
 * @param module the module it belongs to; null if it is in the kernel itself
 * @param programCounter whether it is where the CPU was, rather than a caller
 * @param reliable whether the unwinder was sure; x86 marks the others with a question mark
 */
record StackLine(String function, @Nullable String module, boolean programCounter, boolean reliable) {
    /**
     * What may stand before a function: stack markers, addresses in brackets, another record's time. PowerPC, s390 and old x86
     * print addresses.
     */
    private static final Pattern DECORATION =
            Pattern.compile("(?:\\s|</?[A-Z#]+\\d*>|<<EOE>>|\\(?\\[<?[0-9a-fA-Fx]+>?\\]"
                    + "|\\[ *\\d+\\.\\d+\\]|\\[ *[TC]\\d+\\]|Call Trace:|[0-9a-f]{8,16}(?= )|\\()*+(?<unsure>\\? +)?");

    /** The same for the lines that show where the CPU was, in each architecture's own words. */
    private static final Pattern PROGRAM_COUNTER =
            Pattern.compile("\\s*+(?:[RE]?IP|NIP|PC|pc|epc|ERA|Krnl PSW)(?: is at)?+"
                    + "[\\s:]*+(?:[0-9a-f]{4}:)?+(?:[\\s:(]|\\[<?[0-9a-fA-Fx]++>?\\]|[0-9a-f]{8,16}+(?= ))*+");

    private static final Pattern AFTER =
            Pattern.compile("\\+0x[0-9a-f]{1,8}/0x[0-9a-f]{1,8}(?: \\[(\\w{1,64}+)[^\\]]*+\\])?");
    private static final Pattern INLINED = Pattern.compile(
            "^\\s*+(?:RIP: [0-9a-f]{4}:)?(?<function>[A-Za-z_]\\w{0,200}+) [^\\s:]{1,200}+:\\d++ \\[inline\\]");
    /** 32-bit ARM: {@code [<c0100>] (callee) from [<c0200>] (caller+0x1/0x2)}, since 5.16 without addresses. */
    private static final Pattern CALLEE = Pattern.compile("(?<function>[A-Za-z_][\\w.]{0,200}+)\\)? from ");

    /** Longer lines do not come from the unwinder. */
    private static final int MAX_LENGTH = 400;

    /** The same place under another name. */
    StackLine named(String name) {
        return new StackLine(name, module, programCounter, reliable);
    }

    /** The function that a line names, or null if it names none. */
    static @Nullable StackLine parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        int plus = text.indexOf("+0x");
        if (plus < 0) {
            return inlined(text);
        }
        Matcher after = AFTER.matcher(text).region(plus, text.length());
        if (!after.lookingAt()) {
            return null;
        }
        int start = plus;
        while (start > 0 && isSymbol(text.charAt(start - 1))) {
            start--;
        }
        if (start == plus) {
            return null;
        }
        String before = text.substring(0, start);
        Matcher callee = CALLEE.matcher(before);
        if (callee.find()) {
            return new StackLine(FunctionName.plain(callee.group("function")), null, false, true);
        }
        String function = FunctionName.plain(text.substring(start, plus));
        Matcher decoration = DECORATION.matcher(before);
        if (decoration.matches()) {
            boolean reliable = decoration.group("unsure") == null
                    && !text.startsWith(" (unreliable)", after.end())
                    && !before.strip().startsWith("([<");
            return new StackLine(function, after.group(1), false, reliable);
        }
        return PROGRAM_COUNTER.matcher(before).matches() ? new StackLine(function, after.group(1), true, true) : null;
    }

    private static @Nullable StackLine inlined(String text) {
        if (!text.endsWith("[inline]")) {
            return null;
        }
        Matcher matcher = INLINED.matcher(text);
        return matcher.find() ? new StackLine(matcher.group("function"), null, false, true) : null;
    }

    private static boolean isSymbol(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_.$".indexOf(c) >= 0;
    }
}
