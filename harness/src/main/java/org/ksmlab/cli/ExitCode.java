package org.ksmlab.cli;

import org.ksmlab.experiment.CampaignResult;

/** What a command tells its caller; a stable contract. Usage and fault are EX_USAGE and EX_SOFTWARE of sysexits.h. */
public enum ExitCode {
    /** It went as expected. */
    AS_EXPECTED(0),
    /** It did not: a patched kernel reproduced the bug, a test failed. */
    NOT_AS_EXPECTED(1),
    /** INVALID or INFRA left no answer. */
    UNKNOWN(2),
    /** The command line or an input was wrong; one line on standard error says where. */
    WRONG_USE(64),
    /** Our own fault, or the machine's. */
    FAULT(70);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Of a campaign. */
    static ExitCode of(CampaignResult.Outcome outcome) {
        return switch (outcome) {
            case AS_EXPECTED -> AS_EXPECTED;
            case NOT_AS_EXPECTED -> NOT_AS_EXPECTED;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
