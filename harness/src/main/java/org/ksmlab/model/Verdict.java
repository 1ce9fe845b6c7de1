package org.ksmlab.model;

/** What a judge says of a trial's evidence. */
public enum Verdict {
    /** A guest stalled past its threshold while the trigger walked, and every precondition was measured and met. */
    REPRODUCED,
    /** No guest did, and every precondition was measured and met. */
    NOT_REPRODUCED,
    /** A kernel reported something that this bug does not explain. */
    OTHER_BUG,
    /** A precondition was not met, or not measured: the trial says nothing about the bug. */
    INVALID,
    /** We failed to look. */
    INFRA;

    /** Whether this is an answer about the bug. The others are retried, always shown, and never counted. */
    public boolean isAnswer() {
        return this == REPRODUCED || this == NOT_REPRODUCED;
    }
}
