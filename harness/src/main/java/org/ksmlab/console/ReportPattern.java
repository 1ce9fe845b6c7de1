package org.ksmlab.console;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ksmlab.model.FindingKind;

/**
 * The first line of a sort of kernel report.
 *
 * @param kind what it is
 * @param literals the line contains one of them; there is no point in trying the expression on others
 * @param expression decides, and tells details in groups named after {@link Detail}
 * @param title the finding's title; <code>{what}</code> in it is the group {@code what}
 * @param after a report of these kinds that has no stack yet goes on with this line, and no new one starts
 * @param within any report of these kinds goes on with this line
 * @param needsMissingBeginning whether the line belongs to the rest of a report, and so starts one only in a log that lacks the
 *     beginning
 */
record ReportPattern(
        FindingKind kind,
        List<String> literals,
        Pattern expression,
        String title,
        Set<FindingKind> after,
        Set<FindingKind> within,
        boolean needsMissingBeginning) {
    /** What a first line can tell. */
    enum Detail {
        WHAT,
        FUNCTION,
        CPU,
        TASK,
        PID,
        SECONDS;

        private final String group = name().toLowerCase(Locale.ROOT);
    }

    ReportPattern {
        literals = List.copyOf(literals);
        after = Set.copyOf(after);
        within = Set.copyOf(within);
    }

    /** The line as an occurrence of this pattern; null if it is none. */
    @Nullable
    Match match(String text) {
        Matcher matcher = expression.matcher(text);
        return matcher.find() ? new Match(this, matcher) : null;
    }

    /** A line that matched. */
    static final class Match {
        private final ReportPattern pattern;
        private final Matcher matcher;

        private Match(ReportPattern pattern, Matcher matcher) {
            this.pattern = pattern;
            this.matcher = matcher;
        }

        ReportPattern pattern() {
            return pattern;
        }

        /** What the line says of it; null if nothing. */
        @Nullable
        String detail(Detail detail) {
            boolean asksForIt = pattern.expression().pattern().contains("(?<" + detail.group + ">");
            return asksForIt ? matcher.group(detail.group) : null;
        }
    }
}
