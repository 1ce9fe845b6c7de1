package org.ksmlab.console;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Passes quickly over bytes that contain none of some strings, nor a control character that may be hiding one.
 *
 * <p>Wherever a string is in a text, four of its first five characters begin at an even offset. So four bytes at every other offset are
 * looked up in a table of hashes: steps of which none waits for the one before it, as those of an automaton do. The less common the first
 * five characters, the faster.
 */
final class LiteralSieve {
    /** The shortest string it can look for, but for {@link #DIE_COUNTER}. */
    static final int MIN_LENGTH = 5;

    /** The one short string, from die(): {@code Oops: 0000 [#1] SMP}. */
    static final String DIE_COUNTER = "[#";

    private static final byte ESCAPE = 0x1b;

    private static final int STRIDE = 2;

    /** What a step looks at: eight bytes, and two more that the last of the four windows reaches into. */
    private static final int STEP = Long.BYTES;

    private static final int REACH = STEP - STRIDE + Integer.BYTES;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** 2 to the power of 32 divided by the golden ratio: spreads what differs in any bit (Knuth, volume 3, 6.4). */
    private static final int GOLDEN = 0x9e3779b1;

    /** A table that stays in the first-level cache, and is nearly empty. */
    private static final int HASH_BITS = 15;

    /** 1 for the hashes of windows, 0 for the others: bytes, to be or-ed without a branch. */
    private final byte[] isHash = new byte[1 << HASH_BITS];

    /** The windows of each hash, mostly none. */
    private final Place[][] places = new Place[1 << HASH_BITS][];

    /** Four bytes of a string. */
    private static final class Place {
        private final byte[] string;
        private final int offset;

        Place(byte[] string, int offset) {
            this.string = string;
            this.offset = offset;
        }

        int window() {
            return (int) INTS.get(string, offset);
        }

        /** Whether the string is in the buffer where its four bytes are at {@code at}. */
        boolean isAround(int at, byte[] buffer, int from, int to) {
            int start = at - offset;
            int end = start + string.length;
            return start >= from && end <= to && Arrays.equals(string, 0, string.length, buffer, start, end);
        }
    }

    /** @param strings of ASCII; each of {@link #MIN_LENGTH} characters at least, or {@link #DIE_COUNTER} */
    LiteralSieve(List<String> strings) {
        Arrays.fill(places, new Place[0]);
        strings.stream()
                .filter(string -> !string.equals(DIE_COUNTER))
                .flatMap(LiteralSieve::placesIn)
                .collect(Collectors.groupingBy(place -> hash(place.window())))
                .forEach((hash, ofHash) -> {
                    isHash[hash] = 1;
                    places[hash] = ofHash.toArray(Place[]::new);
                });
    }

    private static Stream<Place> placesIn(String string) {
        if (string.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("shorter than " + MIN_LENGTH + ": '" + string + "'");
        }
        byte[] bytes = string.getBytes(StandardCharsets.US_ASCII);
        return IntStream.range(0, STRIDE).mapToObj(offset -> new Place(bytes, offset));
    }

    private static int hash(int window) {
        return (window * GOLDEN) >>> (Integer.SIZE - HASH_BITS);
    }

    /**
     * Somewhere in the first line that has one of the strings, or a control character such as terminals are sent; {@code to} if none has.
     *
     * @param from the start of a line
     */
    int find(byte[] buffer, int from, int to) {
        int i = from;
        for (; i + REACH <= to; i += STEP) {
            long bytes = (long) LONGS.get(buffer, i);
            int hit = isHash[hash((int) bytes)]
                    | isHash[hash((int) (bytes >>> 16))]
                    | isHash[hash((int) (bytes >>> 32))]
                    | isHash[hash((int) INTS.get(buffer, i + 6))];
            long marks = marks(bytes);
            if (hit != 0 || marks != 0) {
                int string = hit == 0 ? to : findString(buffer, i, i + STEP, from, to);
                int found = Math.min(string, findMark(buffer, i, marks, from, to));
                if (found < to) {
                    return found;
                }
            }
        }
        int string = findString(buffer, i, to - Integer.BYTES + 1, from, to);
        while (i < string && !isMark(buffer, i, from)) {
            i++;
        }
        return i;
    }

    private int findString(byte[] buffer, int begin, int end, int from, int to) {
        for (int i = begin; i < end; i += STRIDE) {
            if (isString(buffer, i, from, to)) {
                return i;
            }
        }
        return to;
    }

    private static int findMark(byte[] buffer, int begin, long marks, int from, int to) {
        for (long rest = marks; rest != 0; rest &= rest - 1) {
            int i = begin + Long.numberOfTrailingZeros(rest) / Byte.SIZE;
            if (isMark(buffer, i, from)) {
                return i;
            }
        }
        return to;
    }

    private boolean isString(byte[] buffer, int at, int from, int to) {
        for (Place place : places[hash((int) INTS.get(buffer, at))]) {
            if (place.isAround(at, buffer, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** The highest bit of each byte that is a {@code #}, an escape or below the tab. */
    private static long marks(long bytes) {
        long low = bytes & 0x7f7f7f7f7f7f7f7fL;
        long notBelowTab = low + 0x7777777777777777L;
        long notEscape = (low ^ 0x1b1b1b1b1b1b1b1bL) + 0x7f7f7f7f7f7f7f7fL;
        long notHash = (low ^ 0x2323232323232323L) + 0x7f7f7f7f7f7f7f7fL;
        return ~((notBelowTab & notEscape & notHash) | bytes) & 0x8080808080808080L;
    }

    private static boolean isMark(byte[] buffer, int at, int from) {
        byte b = buffer[at];
        return b == '#' ? at > from && buffer[at - 1] == '[' : b == ESCAPE || (b >= 0 && b < '\t');
    }
}
