package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.testng.annotations.Test;

public class HostileTextTest {
    @Test
    public void terminalEscapesAreGone() {
        assertThat(HostileText.line("a\u001b[31mred\u001b]0;title\u0007 \u009b2Jb\r\n c"))
                .isEqualTo("ared 2Jb c");
    }

    @Test
    public void whatHidesOrReordersTextIsShownAsSuch() {
        assertThat(HostileText.line("ok\u202eko\u200b\ufeff\ud800\uffff"))
                .isEqualTo("ok\ufffdko\ufffd\ufffd\ufffd\ufffd");
    }

    @Test
    public void markupIsLeftToWhoeverWritesTheDocument() {
        assertThat(HostileText.line("<b>&\"'")).isEqualTo("<b>&\"'");
    }

    @Test
    public void asciiIsAscii() {
        assertThat(HostileText.ascii("Grüße\t\u202e!")).isEqualTo("Gr??e ?!");
    }
}
