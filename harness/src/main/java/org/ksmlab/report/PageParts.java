package org.ksmlab.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.ksmlab.experiment.CampaignResult.Outcome;

/**
 * What every page has in its head.
 *
 * @param css the style sheet, ours
 * @param script the page's script, ours
 * @param policy the page's Content-Security-Policy: nothing but these two, and no network
 */
public record PageParts(String css, String script, String policy) {
    /** Precompiled at build from src/main/jte. */
    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.ksmlab.report.templates");

    static PageParts ours() {
        String css = resource("report.css");
        String script = resource("report.js");
        return new PageParts(css, script, policy(css, script));
    }

    /** A page's text. */
    static String render(String template, Object page) {
        StringOutput html = new StringOutput();
        TEMPLATES.render(template, page, html);
        return html.toString();
    }

    /** A class of the style sheet. */
    static String style(Outcome outcome) {
        return switch (outcome) {
            case AS_EXPECTED -> "good";
            case NOT_AS_EXPECTED -> "bad";
            case UNKNOWN -> "unknown";
        };
    }

    /** Whatever a guest said, were it not escaped after all: nothing but our own script and style sheet counts, and no network. */
    private static String policy(String css, String script) {
        return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '" + hash(css) + "'; script-src '"
                + hash(script) + "'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(PageParts.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
