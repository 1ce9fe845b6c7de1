package org.ksmlab.console;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads records as /dev/kmsg writes them. Source: Documentation/ABI/testing/dev-kmsg. */
final class KmsgParser {
    /** Priority, sequence number, microseconds, flags, what later kernels add (e.g. {@code caller=T1}); the text. */
    private static final Pattern HEADER =
            Pattern.compile("(\\d{1,9}),(\\d{1,18}),(\\d{1,18}),([^,;]*)(?:,[^;]*)?;(.*)");

    /** What is not printable ASCII, and the backslash itself. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");

    private KmsgParser() {}

    /**
     * One record: its line, and the lines of its dictionary, which start with a space.
     *
     * @return empty if it is none
     */
    static Optional<KmsgRecord> parse(String record) {
        List<String> lines = record.lines().toList();
        Matcher header = HEADER.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!header.matches()) {
            return Optional.empty();
        }
        int priority = Integer.parseInt(header.group(1));
        return Optional.of(new KmsgRecord(
                priority >> 3,
                priority & 7,
                Long.parseLong(header.group(2)),
                Duration.of(Long.parseLong(header.group(3)), ChronoUnit.MICROS),
                header.group(4).contains("c") || header.group(4).contains("+"),
                clean(unescape(header.group(5))),
                dictionary(lines.subList(1, lines.size()))));
    }

    private static Map<String, String> dictionary(List<String> lines) {
        Map<String, String> dictionary = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (line.startsWith(" ") && equals > 0) {
                dictionary.put(line.substring(1, equals), clean(unescape(line.substring(equals + 1))));
            }
        }
        return dictionary;
    }

    /** The escapes are bytes of UTF-8. */
    private static String unescape(String text) {
        Matcher escape = ESCAPE.matcher(text);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        while (escape.find()) {
            bytes.writeBytes(text.substring(from, escape.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(escape.group(1), 16));
            from = escape.end();
        }
        if (from == 0) {
            return text;
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String clean(String text) {
        return text.lines().map(ControlSequences::strip).collect(Collectors.joining("\n"));
    }
}
