package org.ksmlab.console;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Console text such as no kernel prints, but a cut, mixed or malicious console may hold: the same for the same seed. */
final class HostileText {
    /** Sorts of it, each a way to make the next piece. */
    enum Sort {
        RANDOM_BYTES {
            @Override
            void append(HostileText text) {
                byte[] bytes = new byte[1 + text.random.nextInt(4096)];
                text.random.nextBytes(bytes);
                text.out.writeBytes(bytes);
            }
        },
        MUTATED_LOG {
            @Override
            void append(HostileText text) {
                text.out.writeBytes(text.mutated(text.anyLog().bytes()));
            }
        },
        MIXED_LOGS {
            @Override
            void append(HostileText text) {
                List<String> one = text.anyLog().log().lines().toList();
                List<String> other = text.anyLog().log().lines().toList();
                for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                    text.line(i < one.size() ? text.anyPrefix() + one.get(i) : "");
                    text.line(i < other.size() ? text.anyPrefix() + other.get(i) : "");
                }
            }
        },
        FIRST_LINES {
            @Override
            void append(HostileText text) {
                List<String> literals = text.any(ReportPatterns.ALL).literals();
                text.line(
                        text.anyPrefix() + text.any(literals) + text.any(TAILS).repeat(text.random.nextInt(50)));
            }
        },
        NESTED {
            @Override
            void append(HostileText text) {
                text.line(text.anyPrefix() + text.any(NESTS).repeat(1 + text.random.nextInt(2000)) + text.any(TAILS));
            }
        },
        LONG_LINE {
            @Override
            void append(HostileText text) {
                text.out.writeBytes(ascii(
                        text.anyPrefix() + text.any(text.any(ReportPatterns.ALL).literals())));
                text.out.writeBytes(ascii((text.any(NESTS) + text.any(TAILS)).repeat(10_000)));
            }
        };

        abstract void append(HostileText text);
    }

    private static final List<String> PREFIXES = List.of(
            "",
            "[   12.345678] ",
            "[   12.345678][   T31] ",
            "[   12.345678][    C0] ",
            "<4>[   12.345678] ",
            "<6>",
            "Nov 24 15:21:07 guest-1 kernel: ",
            "2026-11-24T15:21:07+0000 guest-1 kernel: [   12.345678] ",
            "[Tue Nov 24 15:21:07 2026] ",
            "kern  :warn  : [   12.345678] ",
            "4,1234,12345678,-,caller=T31;",
            "\u001b[1;31m[   12.345678] ",
            "[ 1",
            "[   12.3456");

    private static final List<String> NESTS =
            List.of("[", "(", "<", "{", "[<", "\u001b[", "\u001b]", " ", "\t", "? ", ": ", "a/", "0x", "[#1", "BUG: ");

    private static final List<String> TAILS = List.of(
            "",
            " foo+0x1/0x2",
            " foo+0x1/0x2 [bar]",
            " CPU: 1 PID: 1 Comm: ",
            " - CPU#1 stuck for 22s! [a:1",
            ":1",
            " at:",
            "\r",
            "\u0000",
            "---[ end ",
            "Call Trace:",
            " in progress",
            "9".repeat(30));

    private final Random random;
    private final List<GoldenLog> logs = GoldenLog.all();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private HostileText(long seed) {
        random = new Random(seed);
    }

    /** At least that many bytes of one sort. */
    static byte[] of(Sort sort, long seed, int bytes) {
        HostileText text = new HostileText(seed);
        while (text.out.size() < bytes) {
            sort.append(text);
        }
        return text.out.toByteArray();
    }

    private GoldenLog anyLog() {
        return any(logs);
    }

    private String anyPrefix() {
        return any(PREFIXES);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void line(String line) {
        out.writeBytes(ascii(line));
        out.write('\n');
    }

    /** Some bytes changed, left out or doubled. */
    private byte[] mutated(byte[] bytes) {
        ByteArrayOutputStream mutated = new ByteArrayOutputStream();
        int every = 1 + random.nextInt(2000);
        for (byte b : bytes) {
            switch (random.nextInt(every) == 0 ? random.nextInt(3) : 3) {
                case 0 -> {}
                case 1 -> mutated.write(random.nextInt());
                case 2 -> mutated.writeBytes(new byte[] {b, b});
                default -> mutated.write(b);
            }
        }
        return mutated.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
