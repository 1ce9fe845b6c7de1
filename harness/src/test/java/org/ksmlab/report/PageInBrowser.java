package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** What every page of ours does in a real browser. */
public abstract class PageInBrowser {
    static final int DESK = 1280;
    private static final int PHONE = 390;

    private Made page;
    private Chromium browser;

    /**
     * A page in a file.
     *
     * @param delete removes it, and all that was made for it
     */
    protected record Made(Path file, Runnable delete) {}

    /** Makes the page, as hostile as its guests could. */
    protected abstract Made makePage();

    @BeforeClass
    public void openPage() {
        if (!Chromium.isInstalled(new LocalShell())) {
            throw new SkipException("needs chromium (Debian's package of that name)");
        }
        page = makePage();
        browser = Chromium.start();
        browser.width(DESK);
        browser.open(page.file());
        browser.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");
    }

    @AfterClass(alwaysRun = true)
    public void closeAll() {
        if (browser != null) {
            browser.close();
        }
        if (page != null) {
            page.delete().run();
        }
    }

    @DataProvider
    public static Object[][] themesAndWidths() {
        return new Object[][] {{"light", DESK}, {"dark", DESK}, {"light", PHONE}, {"dark", PHONE}};
    }

    Chromium browser() {
        return browser;
    }

    void show(String theme, int width) {
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
                .containsExactly(page.file().toUri().toString());
    }

    @Test
    public void aGuestsScriptDoesNotRun() {
        assertThat(browser.evaluate("window.hacked === undefined && document.scripts.length === 1")
                        .asBoolean())
                .isTrue();
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

    Set<Integer> colours(String selector) throws IOException {
        BufferedImage picture = browser.picture(selector);
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        Set<Integer> colours = new HashSet<>();
        for (int pixel : pixels) {
            colours.add(pixel & 0xffffff);
        }
        return colours;
    }

    int colour(String name) {
        String value = browser.evaluate("getComputedStyle(document.documentElement).getPropertyValue('" + name + "')")
                .asText();
        return Integer.parseInt(value.strip().substring(1), 16);
    }

    @Test(dataProvider = "themesAndWidths")
    public void axeFindsNoSeriousFault(String theme, int width) throws IOException {
        show(theme, width);
        try (InputStream axe = PageInBrowser.class.getResourceAsStream("/axe.min.js")) {
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
}
