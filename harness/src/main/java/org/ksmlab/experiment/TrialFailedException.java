package org.ksmlab.experiment;

/** The trial cannot go on: a guest or the host was lost, or something needed was not to be had. It says nothing about the bug. */
final class TrialFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrialFailedException(String why) {
        super(why);
    }
}
