package org.ksmlab.cli;

/** How a command writes data. */
enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs: one JSON object a line. */
    JSON
}
