package org.ksmlab.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what several readings of a kernel's log bring. Each starts with the boot's id and the oldest record that the kernel
 * still has: what came before is left out, and what is missing is said.
 */
final class KmsgStream {
    /** Takes what is new. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes one record.
         *
         * @param raw the record as it came, or for a gap a line that starts with {@code #}
         */
        void accept(ConsoleRecord record, byte[] raw) throws IOException;
    }

    /** A record has at most 8 KiB (PRINTKRB_RECORD_MAX, CONSOLE_EXT_LOG_MAX); the log may not be one. */
    private static final int LONGEST_RECORD = 64 << 10;

    /** As /proc/sys/kernel/random/boot_id has it. */
    private static final Pattern BOOT_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n");

    private final String source;
    private final StringBuilder pending = new StringBuilder();
    private @Nullable String bootId;
    private OptionalLong next = OptionalLong.empty();

    KmsgStream(String source) {
        this.source = source;
    }

    /** What comes next is the start of a reading. */
    void begin() {
        pending.setLength(0);
    }

    /**
     * Takes the next bytes of a reading, which may end anywhere. A record counts as whole when the next one starts, or when the bytes end
     * with its line: whoever reads /dev/kmsg gets it with its dictionary in one piece.
     */
    void accept(byte[] buffer, int length, Instant received, Sink sink) throws IOException {
        // One character a byte; what is not ASCII comes escaped anyhow.
        pending.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
        int start = 0;
        for (int end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n", end + 1)) {
            boolean dictionaryFollows = end + 1 < pending.length() && pending.charAt(end + 1) == ' ';
            if (!dictionaryFollows) {
                take(pending.substring(start, end + 1), received, sink);
                start = end + 1;
            }
        }
        pending.delete(0, start);
        if (pending.length() > LONGEST_RECORD) {
            pending.setLength(0);
        }
    }

    private void take(String raw, Instant received, Sink sink) throws IOException {
        if (BOOT_ID.matcher(raw).matches()) {
            if (!raw.equals(bootId)) {
                bootId = raw;
                next = OptionalLong.empty(); // another boot counts from 0 again
            }
            return;
        }
        Optional<KmsgRecord> parsed = KmsgParser.parse(raw);
        if (parsed.isEmpty()) {
            return; // the rest of a dictionary, or not the kernel's log at all
        }
        KmsgRecord record = parsed.get();
        long lost = record.sequence() - next.orElse(record.sequence());
        if (lost < 0) {
            return;
        }
        if (lost > 0) {
            ConsoleRecord gap = ConsoleRecord.gap(source, received, lost);
            sink.accept(gap, bytes("# " + gap.text() + "\n"));
            next = OptionalLong.of(record.sequence());
        }
        ConsoleRecord line = new ConsoleRecord(
                source,
                received,
                Optional.of(record.kernelTime()),
                OptionalLong.of(record.sequence()),
                OptionalInt.of(record.level()),
                record.text(),
                0);
        sink.accept(line, bytes(raw));
        next = OptionalLong.of(record.sequence() + 1); // had the sink failed, it would come again
    }

    private static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }
}
