package org.ksmlab.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** The ELF notes of a kernel, as /sys/kernel/notes has them; see elf(5), "Notes (Nhdr)". */
final class KernelNotes {
    /** NT_GNU_BUILD_ID of elf.h. */
    private static final int BUILD_ID = 3;

    private static final String OWNER = "GNU\0";

    private KernelNotes() {}

    /** The build id in hexadecimal; empty if there is none, or what comes before it is no list of notes. */
    static Optional<String> buildId(byte[] notes) {
        ByteBuffer rest = ByteBuffer.wrap(notes).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() >= 3 * Integer.BYTES) {
            int nameSize = rest.getInt();
            int size = rest.getInt();
            int type = rest.getInt();
            Optional<byte[]> name = take(rest, nameSize);
            Optional<byte[]> description = name.flatMap(before -> take(rest, size));
            if (description.isEmpty()) {
                return Optional.empty();
            }
            if (type == BUILD_ID && new String(name.orElseThrow(), StandardCharsets.ISO_8859_1).equals(OWNER)) {
                return Optional.of(HexFormat.of().formatHex(description.get()));
            }
        }
        return Optional.empty();
    }

    /** So many bytes, and whatever fills them up to a multiple of four; empty if there are fewer. */
    private static Optional<byte[]> take(ByteBuffer rest, int size) {
        if (size < 0 || size > rest.remaining()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[size];
        rest.get(bytes);
        rest.position(Math.min(rest.limit(), rest.position() + (-size & 3)));
        return Optional.of(bytes);
    }
}
