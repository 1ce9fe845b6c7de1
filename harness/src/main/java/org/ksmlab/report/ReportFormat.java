package org.ksmlab.report;

/** How a report is written, and to which file of the run's folder. */
public enum ReportFormat {
    /** For people: a page of its own. */
    HTML("report.html"),
    /** For a mail to a kernel list or a bug. */
    TEXT("report.txt"),
    /** For programs; its schema is {@code report.schema.json}. */
    JSON("report.json"),
    /** For a CI server. */
    JUNIT("junit.xml");

    private final String file;

    ReportFormat(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }

    /** The whole report. */
    public String of(StoredRun run) {
        return switch (this) {
            case HTML -> HtmlReport.of(run);
            case TEXT -> TextReport.of(run);
            case JSON -> JsonReport.of(run);
            case JUNIT -> JUnitReport.of(run);
        };
    }
}
