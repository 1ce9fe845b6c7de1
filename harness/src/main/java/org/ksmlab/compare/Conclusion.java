package org.ksmlab.compare;

/** What a test of a difference says. */
public enum Conclusion {
    DIFFERENT,
    /** There were trials enough to show a large difference, and none was shown; which does not prove that there is none. */
    NOT_SHOWN,
    /** No outcome of so few trials could have shown a difference. */
    TOO_FEW
}
