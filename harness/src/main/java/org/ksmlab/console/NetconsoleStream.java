package org.ksmlab.console;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of one machine's netconsole datagrams, basic or extended. Source: Documentation/networking/netconsole.rst. Datagrams get
 * lost; a record of which only some fragments came has {@code ?} for the rest.
 */
final class NetconsoleStream {
    /** The kernel's release, if it was told to send it; what /dev/kmsg has too; a fragment's offset and the whole length, in bytes. */
    private static final Pattern EXTENDED = Pattern.compile(
            "(?:[^,;]{1,64},)?(?<prefix>\\d{1,9},\\d{1,18},\\d{1,18},[^,;]{1,8}(?:,(?!ncfrag=)[^,;]{1,64}){0,8})"
                    + "(?:,ncfrag=(?<offset>\\d{1,5})/(?<length>\\d{1,5}))?;(?<body>.*)",
            Pattern.DOTALL);

    private final String source;
    private final Consumer<ConsoleRecord> listener;
    private final LineAssembler lines = LineAssembler.ofText(this::line);
    private Instant received = Instant.EPOCH;
    private @Nullable Fragments fragments;

    NetconsoleStream(String source, Consumer<ConsoleRecord> listener) {
        this.source = source;
        this.listener = listener;
    }

    void accept(byte[] datagram, int length, Instant when) {
        received = when;
        // One character a byte, so that offsets are right; what is not ASCII comes escaped anyhow.
        Matcher extended = EXTENDED.matcher(new String(datagram, 0, length, StandardCharsets.ISO_8859_1));
        if (!extended.matches()) {
            lines.accept(datagram, length);
        } else if (extended.group("offset") == null) {
            finish();
            record(extended.group("prefix") + ";" + extended.group("body"));
        } else {
            fragment(
                    extended.group("prefix"),
                    Integer.parseInt(extended.group("offset")),
                    Integer.parseInt(extended.group("length")),
                    extended.group("body"));
        }
    }

    /** Delivers what is not whole yet. */
    void finish() {
        lines.finish();
        if (fragments != null) {
            record(fragments.text());
            fragments = null;
        }
    }

    private void fragment(String prefix, int offset, int length, String body) {
        if (fragments == null || !fragments.prefix.equals(prefix) || fragments.body.length != length) {
            finish();
            fragments = new Fragments(prefix, length);
        }
        fragments.put(offset, body);
        if (fragments.isWhole()) {
            finish();
        }
    }

    private void record(String raw) {
        Optional<KmsgRecord> parsed = KmsgParser.parse(raw);
        parsed.ifPresent(record -> listener.accept(new ConsoleRecord(
                source,
                received,
                Optional.of(record.kernelTime()),
                OptionalLong.of(record.sequence()),
                OptionalInt.of(record.level()),
                record.text(),
                0)));
    }

    private void line(String text) {
        listener.accept(new ConsoleRecord(
                source, received, Optional.empty(), OptionalLong.empty(), OptionalInt.empty(), text, 0));
    }

    /** The parts of one record. */
    private static final class Fragments {
        private final String prefix;
        private final char[] body;
        private final BitSet present = new BitSet();

        Fragments(String prefix, int length) {
            this.prefix = prefix;
            body = new char[length];
            Arrays.fill(body, '?');
        }

        void put(int offset, String part) {
            int end = Math.min(offset + part.length(), body.length);
            for (int i = offset; i < end; i++) {
                body[i] = part.charAt(i - offset);
                present.set(i);
            }
        }

        boolean isWhole() {
            return present.cardinality() == body.length;
        }

        String text() {
            return prefix + ";" + new String(body);
        }
    }
}
