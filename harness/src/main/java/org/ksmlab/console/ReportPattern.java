package org.ksmlab.console;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ksmlab.model.FindingKind;

/**
 * The first line of a sort of kernel report.
 *
 * @param kind what it is
 * @param literal text that the line contains; the expression is only tried on lines that do
 * @param regex decides, and says the details in groups named after {@link Detail}
 * @param title the finding's title; <code>{what}</code> in it is the group {@code what}
 * @param continues a report of these kinds that has no stack yet goes on with this line, rather than that a new one starts
 * @param needsBeginning whether this is a line that ends or continues reports, and so starts one only in a log that does not
 *     have the beginning
 */
record ReportPattern(
        FindingKind kind,
        String literal,
        Pattern regex,
        String title,
        Set<FindingKind> continues,
        boolean needsBeginning) {
    /** What a first line can tell. */
    enum Detail {
        WHAT,
        FUNCTION,
        CPU,
        TASK,
        PID,
        SECONDS;

        private final String group = name().toLowerCase(java.util.Locale.ROOT);

        private @Nullable String in(Matcher matcher) {
            return matcher.pattern().pattern().contains("(?<" + group + ">") ? matcher.group(group) : null;
        }
    }

    static ReportPattern row(FindingKind kind, String literal, String regex, String title) {
        return new ReportPattern(kind, literal, Pattern.compile(regex), title, Set.of(), false);
    }

    /** The same, but no new report right after the first lines of one of these kinds. */
    ReportPattern after(FindingKind first, FindingKind... more) {
        return new ReportPattern(kind, literal, regex, title, EnumSet.of(first, more), needsBeginning);
    }

    /** The same, but a report only where nothing was found before: its beginning is missing. */
    ReportPattern ifBeginningIsMissing() {
        return new ReportPattern(kind, literal, regex, title, continues, true);
    }

    /** A match of the expression, or null. */
    @Nullable
    Match match(String text) {
        Matcher matcher = regex.matcher(text);
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

        /** What the line says of it; null if it does not. */
        @Nullable
        String detail(Detail detail) {
            return detail.in(matcher);
        }
    }
}
