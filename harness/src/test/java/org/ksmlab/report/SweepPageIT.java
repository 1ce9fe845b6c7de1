package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.testng.annotations.Test;

/** The page of a sweep in a real browser. */
public class SweepPageIT extends PageInBrowser {
    @Override
    protected Made makePage() {
        SweepRun run = SweepRun.make();
        Reports.write(run.folder(), List.of(ReportFormat.HTML));
        return new Made(run.folder().resolve(ReportFormat.HTML.file()), run::close);
    }

    @Test(dataProvider = "themesAndWidths")
    public void thePlotIsDrawn(String theme, int width) throws IOException {
        show(theme, width);

        assertThat(colours(".dose svg.plot")).contains(colour("--curve-1"), colour("--curve-2"));
    }

    @Test(dataProvider = "themesAndWidths")
    public void noLabelOfTheAxisIsCut(String theme, int width) {
        show(theme, width);

        assertThat(browser()
                        .evaluate("[...document.querySelectorAll('.dose .across text')].filter(label => {"
                                + " const text = label.getBoundingClientRect();"
                                + " const plot = label.ownerSVGElement.getBoundingClientRect();"
                                + " return text.left < plot.left - 1 || text.right > plot.right + 1;"
                                + " }).map(label => label.textContent).join(', ')")
                        .asText())
                .as("labels beyond the plot")
                .isEmpty();
    }

    @Test
    public void aPointTellsItsDoseAndItsStallWhenItIsPointedAt() {
        assertThat(browser()
                        .evaluate("document.querySelector('.dose circle.dot:not(.ring) title').textContent")
                        .asText())
                .isEqualTo("without-limit, 10,000 sharers: 19 ms");
    }
}
