package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.testng.annotations.Test;

/** The page of a run with a hostile guest, in a real browser. */
public class ReportPageIT extends PageInBrowser {
    @Override
    protected Made makePage() {
        GoldenRun run = GoldenRun.hostile();
        Reports.write(run.folder(), List.of(ReportFormat.HTML));
        return new Made(run.folder().resolve(ReportFormat.HTML.file()), run::close);
    }

    @Test
    public void aGuestsScriptIsText() {
        assertThat(browser()
                        .evaluate("document.querySelector('.answers').textContent")
                        .asText())
                .contains("<script>window.hacked = true</script>");
    }

    @Test(dataProvider = "themesAndWidths")
    public void thePlotsAreDrawn(String theme, int width) throws IOException {
        show(theme, width);

        assertThat(colours(".timeline"))
                .contains(
                        colour("--stall"),
                        colour("--stall-long"),
                        colour("--mmap-read"),
                        colour("--curve-1"),
                        colour("--trigger"));
        assertThat(colours(".flame svg.plot"))
                .contains(colour("--walk"), colour("--flush"), colour("--migrate"), colour("--function"));
        assertThat(colours(".strip")).contains(colour("--red"), colour("--green"));
    }

    @Test
    public void aFrameOfTheFlameGraphFillsTheWidthWhenItIsChosen() {
        show("light", DESK);
        String walk = "[...document.querySelectorAll('.flame .frame')]"
                + ".find(frame => frame.getAttribute('aria-label').startsWith('do_migrate_pages'))";

        browser().evaluate(walk + ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))");
        assertThat(browser().evaluate(walk + ".getAttribute('width')").asText()).isEqualTo("100%");

        browser().evaluate(walk + ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))");
        assertThat(browser().evaluate(walk + ".getAttribute('width')").asText()).isNotEqualTo("100%");
    }
}
