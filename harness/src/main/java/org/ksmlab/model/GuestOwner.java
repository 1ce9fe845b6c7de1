package org.ksmlab.model;

/**
 * For what a guest was started. It is written into the domain, so that what a killed run left behind can be told from what belongs to
 * others.
 *
 * @param run the run, as its directory is named
 * @param trial the trial within that run
 */
public record GuestOwner(String run, String trial) {
    public GuestOwner {
        require("run", run);
        require("trial", trial);
    }

    private static void require(String field, String text) {
        PlainText.require(field, text);
        if (text.isBlank()) {
            throw new IllegalArgumentException(field + ": '" + text + "'");
        }
    }
}
