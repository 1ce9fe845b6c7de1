package org.ksmlab.report;

/** A sweep to paste into a mail or a bug. */
final class SweepText {
    private SweepText() {}

    static String of(StoredSweep stored) {
        MailText text = new MailText();
        text.paragraph("", Summary.words(stored.sweep().outcome()) + ": how the longest stall grows with the dose.");
        text.line("");
        SweepTable.sentences(stored.sweep()).forEach(sentence -> text.paragraph("  ", sentence));
        text.line("");
        SweepTable.rows(stored.sweep()).lines().forEach(text::line);
        text.heading("Environment");
        stored.environment().forEach(fact -> text.paragraph("  ", fact.name() + ": " + fact.value()));
        text.paragraph("  ", Summary.seconds(stored.emulated()));
        text.heading("Again");
        text.command(Summary.command(stored.invocation()));
        return text.toString();
    }
}
