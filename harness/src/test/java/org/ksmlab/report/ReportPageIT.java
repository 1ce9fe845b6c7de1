package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ksmlab.local.LocalShell;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** The page of a run with a hostile guest, in a real browser. */
public class ReportPageIT {
    private static final int DESK = 1280;
    private static final int PHONE = 390;

    private GoldenRun run;
    private Chromium browser;

    @BeforeClass
    public void openReport() {
        if (!Chromium.isInstalled(new LocalShell())) {
            throw new SkipException("needs chromium (Debian's package of that name)");
        }
        run = GoldenRun.hostile();
        Reports.write(run.folder(), List.of(ReportFormat.HTML));
        browser = Chromium.start();
        browser.width(DESK);
        browser.open(run.folder().resolve(ReportFormat.HTML.file()));
        browser.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");
    }

    @AfterClass(alwaysRun = true)
    public void closeAll() {
        if (browser != null) {
            browser.close();
        }
        if (run != null) {
            run.close();
        }
    }

    @DataProvider
    public Object[][] themesAndWidths() {
        return new Object[][] {{"light", DESK}, {"dark", DESK}, {"light", PHONE}, {"dark", PHONE}};
    }

    private void show(String theme, int width) {
        browser.theme(theme);
        browser.width(width);
    }

    @Test
    public void theConsoleHasNoError() {
        assertThat(browser.named("Runtime.exceptionThrown")).isEmpty();
        assertThat(browser.named("Log.entryAdded")).isEmpty();
        assertThat(browser.named("Runtime.consoleAPICalled")).isEmpty();
    }

    @Test
    public void nothingIsRequestedButThePageItself() {
        assertThat(browser.named("Network.requestWillBeSent"))
                .extracting(request -> request.at("/request/url").asText())
                .containsExactly(
                        run.folder().resolve(ReportFormat.HTML.file()).toUri().toString());
    }

    @Test
    public void aGuestsScriptIsTextAndDoesNotRun() {
        assertThat(browser.evaluate("window.hacked === undefined && document.scripts.length === 1")
                        .asBoolean())
                .isTrue();
        assertThat(browser.evaluate("document.querySelector('.answers').textContent")
                        .asText())
                .contains("<script>window.hacked = true</script>");
    }

    /** That it was refused is an error on the console. */
    @Test(dependsOnMethods = "theConsoleHasNoError")
    public void evenAScriptThatGotInWouldNotRun() {
        browser.evaluate("(() => { const script = document.createElement('script');"
                + " script.textContent = 'window.hacked = true'; document.body.append(script); script.remove(); })()");

        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
    }

    @Test(dataProvider = "themesAndWidths")
    public void theWholePageFitsTheScreen(String theme, int width) {
        show(theme, width);

        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
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

    private Set<Integer> colours(String selector) throws IOException {
        BufferedImage picture = browser.picture(selector);
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        Set<Integer> colours = new HashSet<>();
        for (int pixel : pixels) {
            colours.add(pixel & 0xffffff);
        }
        return colours;
    }

    private int colour(String name) {
        String value = browser.evaluate("getComputedStyle(document.documentElement).getPropertyValue('" + name + "')")
                .asText();
        return Integer.parseInt(value.strip().substring(1), 16);
    }

    @Test(dataProvider = "themesAndWidths")
    public void axeFindsNoSeriousFault(String theme, int width) throws IOException {
        show(theme, width);
        try (InputStream axe = ReportPageIT.class.getResourceAsStream("/axe.min.js")) {
            browser.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + "; undefined");
        }

        JsonNode violations = browser.evaluate("axe.run().then(result => result.violations.map(violation => ({"
                + "impact: violation.impact, id: violation.id, nodes: violation.nodes.map(node => node.html)})))");

        List<String> serious = new ArrayList<>();
        violations.forEach(violation -> {
            if (Set.of("serious", "critical").contains(violation.path("impact").asText())) {
                serious.add(violation.toString());
            }
        });
        assertThat(serious).isEmpty();
    }

    @Test
    public void aFrameOfTheFlameGraphFillsTheWidthWhenItIsChosen() {
        show("light", DESK);
        String walk = "[...document.querySelectorAll('.flame .frame')]"
                + ".find(frame => frame.getAttribute('aria-label').startsWith('do_migrate_pages'))";

        browser.evaluate(walk + ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))");
        assertThat(browser.evaluate(walk + ".getAttribute('width')").asText()).isEqualTo("100%");

        browser.evaluate(walk + ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))");
        assertThat(browser.evaluate(walk + ".getAttribute('width')").asText()).isNotEqualTo("100%");
    }
}
