package org.ksmlab.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;

/**
 * Finds kernel reports in the text of a console, as it comes. Takes any bytes at all, in memory that does not grow and time linear
 * in their number. {@link #accept} has the form of a {@link org.ksmlab.command.OutputSink}. For one thread.
 */
public final class Classifier {
    /** Gets findings, on the thread that brings the text. */
    public interface Listener {
        /** A report has begun: its kind, title, and what else its first line says. */
        void opened(Finding finding);

        /** The report has ended. The same finding, by its {@link Finding#line()}, with stack and function. */
        void completed(Finding finding);
    }

    /** Reports of several CPUs may be interleaved, but not of arbitrarily many. */
    private static final int MAX_OPEN = 4;

    private static final int MAX_FINDINGS = 1000;

    private static final int BUFFER_BYTES = 1 << 16;

    private static final List<String> PATTERN_LITERALS = ReportPatterns.ALL.stream()
            .flatMap(pattern -> pattern.literals().stream())
            .toList();

    /** The pattern of each of {@link #PATTERN_LITERALS}. */
    private static final List<ReportPattern> PATTERNS = ReportPatterns.ALL.stream()
            .flatMap(pattern -> Collections.nCopies(pattern.literals().size(), pattern).stream())
            .toList();

    private static final LiteralIndex LITERALS = new LiteralIndex(PATTERN_LITERALS);

    /** What makes a line worth being decoded. */
    private static final LiteralSieve SIEVE =
            new LiteralSieve(Stream.concat(PATTERN_LITERALS.stream(), BootWatch.LITERALS.stream())
                    .toList());

    private final Listener listener;
    private final LineAssembler assembler = new LineAssembler(this::acceptLines);
    private final BootWatch boots = new BootWatch();
    private final List<OpenReport> open = new ArrayList<>();
    private long lineNumber;
    private boolean foundAny;

    public Classifier(Listener listener) {
        this.listener = listener;
    }

    /** The findings in a whole log, by line; no more than the first thousand or so, since a log may hold any number. */
    public static List<Finding> classify(InputStream log) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Classifier classifier = new Classifier(new Listener() {
            @Override
            public void opened(Finding finding) {}

            @Override
            public void completed(Finding finding) {
                if (findings.size() < MAX_FINDINGS) {
                    findings.add(finding);
                }
            }
        });
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
            classifier.accept(buffer, count);
        }
        classifier.finish();
        findings.sort(Comparator.comparingLong(Finding::line));
        return findings;
    }

    /** Takes the next bytes, which may end anywhere. The buffer is not kept. */
    public void accept(byte[] buffer, int length) {
        assembler.accept(buffer, length);
    }

    /**
     * Completes what is open: at the end of the text, or when none has come for a while. More text may follow; it then starts a
     * line of its own.
     */
    public void finish() {
        assembler.finish();
        closeIf(report -> true);
    }

    private void acceptLines(byte[] buffer, int from, int to) {
        int next = from;
        while (next < to) {
            int start = open.isEmpty() ? pass(buffer, next, to) : next;
            next = ByteLines.end(buffer, start, to) + 1;
            if (start < to) {
                acceptLine(buffer, start, ByteLines.trimmedEnd(buffer, start, next - 1));
            }
        }
    }

    /** Passes over the lines that are not worth being decoded, to the start of the first that is. */
    private int pass(byte[] buffer, int from, int to) {
        int found = SIEVE.find(buffer, from, to);
        int start = found == to ? to : ByteLines.start(buffer, from, found);
        lineNumber += ByteLines.count(buffer, from, start);
        boots.pass(buffer, from, start);
        return start;
    }

    private void acceptLine(byte[] buffer, int from, int end) {
        lineNumber++;
        ConsoleLine line = ConsoleLine.parse(lineNumber, ByteLines.text(buffer, from, end));
        closeIf(report -> report.isLongBefore(line));
        // Most lines of an open report are neither the first of another nor of a boot.
        ReportPattern.Match match = null;
        if (SIEVE.find(buffer, from, end) < end) {
            match = boots.rebootsUnexpectedly(line)
                    ? BootWatch.UNEXPECTED_REBOOT.match(line.text())
                    : match(line.text());
        } else {
            boots.pass(line);
        }
        if (match == null || continuesAnother(match.pattern())) {
            open.forEach(report -> report.add(line));
            closeIf(OpenReport::hasEnded);
        } else {
            open(new OpenReport(match, line));
        }
    }

    private static ReportPattern.@Nullable Match match(String text) {
        for (int i : LITERALS.in(text)) {
            ReportPattern.Match match = PATTERNS.get(i).match(text);
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private boolean continuesAnother(ReportPattern pattern) {
        return (pattern.needsMissingBeginning() && foundAny)
                || open.stream()
                        .anyMatch(report -> pattern.within().contains(report.kind())
                                || (pattern.after().contains(report.kind()) && !report.hasStack()));
    }

    private void open(OpenReport report) {
        // A report that has its stack is over when another begins; one that has none yet was merely interrupted.
        // What is OTHER is mostly single lines, which may come in the middle of anything.
        if (report.kind() != FindingKind.OTHER) {
            closeIf(OpenReport::hasStack);
        }
        if (open.size() == MAX_OPEN) {
            listener.completed(open.remove(0).finding());
        }
        foundAny = true;
        open.add(report);
        listener.opened(report.finding());
        closeIf(OpenReport::hasEnded);
    }

    private void closeIf(Predicate<OpenReport> condition) {
        for (Iterator<OpenReport> reports = open.iterator(); reports.hasNext(); ) {
            OpenReport report = reports.next();
            if (condition.test(report)) {
                reports.remove();
                listener.completed(report.finding());
            }
        }
    }
}
