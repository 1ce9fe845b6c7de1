package org.ksmlab.console;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.ksmlab.model.FindingKind;

/** The table of report patterns, {@code reports.table} beside this class, which explains itself. */
final class ReportPatterns {
    private static final String TABLE = "reports.table";

    private static final Pattern COLUMNS = Pattern.compile(" {2,}");

    private static final Pattern CONDITION = Pattern.compile("|(?:after|within) [A-Z_,]+|beginning missing");

    private static final String BEGINNING_MISSING = "beginning missing";

    private static final String AFTER = "after ";

    private static final String WITHIN = "within ";

    /** What the table may abbreviate; all bounded, so that an expression takes time linear in the line. */
    private static final Map<String, String> ABBREVIATIONS = Map.of(
            "{cpu}", "(?<cpu>\\d{1,5}+)",
            "{task}", "(?<task>.{1,32}?)",
            "{pid}", "(?<pid>\\d{1,10}+)",
            "{seconds}", "(?<seconds>\\d{1,9}+)",
            "{function}", "(?<function>[\\w.$]{1,200}+)",
            "{n}", "\\d{1,20}+");

    /** In the order of the table. */
    static final List<ReportPattern> ALL =
            TableFile.read(TABLE).stream().map(ReportPatterns::parse).toList();

    private ReportPatterns() {}

    static ReportPattern parse(String row) {
        List<String> columns = COLUMNS.splitAsStream(row.strip()).toList();
        try {
            if (columns.size() < 4 || columns.size() > 5) {
                throw new IllegalArgumentException(columns.size() + " columns instead of 4 or 5");
            }
            String condition = columns.size() == 5 ? columns.get(4) : "";
            if (!CONDITION.matcher(condition).matches()) {
                throw new IllegalArgumentException("not a condition: " + condition);
            }
            return new ReportPattern(
                    FindingKind.valueOf(columns.get(0)),
                    List.of(columns.get(1).split("\\|")),
                    Pattern.compile(expand(columns.get(2))),
                    columns.get(3),
                    kinds(AFTER, condition),
                    kinds(WITHIN, condition),
                    condition.equals(BEGINNING_MISSING));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(TABLE + ": " + row + ": " + e.getMessage(), e);
        }
    }

    private static String expand(String expression) {
        String expanded = expression;
        for (Map.Entry<String, String> abbreviation : ABBREVIATIONS.entrySet()) {
            expanded = expanded.replace(abbreviation.getKey(), abbreviation.getValue());
        }
        return expanded;
    }

    /** The kinds that a condition lists after a word; none if it starts with another word. */
    private static Set<FindingKind> kinds(String word, String condition) {
        Set<FindingKind> kinds = EnumSet.noneOf(FindingKind.class);
        if (condition.startsWith(word)) {
            Arrays.stream(condition.substring(word.length()).split(","))
                    .map(FindingKind::valueOf)
                    .forEach(kinds::add);
        }
        return kinds;
    }
}
