package org.ksmlab.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the head of an x86 kernel image says; see "The Real-Mode Kernel Header" in Documentation/x86/boot.rst.
 *
 * @param release what {@code uname -r} will say; empty if the image does not tell
 */
record BootImage(Optional<String> release) {
    /** More than the real-mode code that the header is a part of: at most 64 sectors and the first. */
    private static final int HEAD_BYTES = 65 * 512;

    private static final int MAGIC_OFFSET = 0x202;
    private static final byte[] MAGIC = "HdrS".getBytes(StandardCharsets.US_ASCII);

    /** Of the text with the version, counted from the end of the first sector; 0: there is none. */
    private static final int VERSION_POINTER_OFFSET = 0x20e;

    private static final int SECTOR = 512;

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it is no kernel image; the message names it
     */
    static BootImage read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(HEAD_BYTES));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads an image's first bytes.
     *
     * @throws IllegalArgumentException if it is none
     */
    static BootImage parse(byte[] head) {
        if (head.length < VERSION_POINTER_OFFSET + Short.BYTES
                || !Arrays.equals(head, MAGIC_OFFSET, MAGIC_OFFSET + MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("no x86 kernel image (vmlinuz)");
        }
        int pointer = Short.toUnsignedInt(
                ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getShort(VERSION_POINTER_OFFSET));
        int start = pointer + SECTOR;
        if (pointer == 0 || start >= head.length) {
            return new BootImage(Optional.empty());
        }
        int end = start;
        while (end < head.length && head[end] > ' ' && head[end] <= '~') {
            end++;
        }
        return new BootImage(Optional.of(new String(head, start, end - start, StandardCharsets.US_ASCII))
                .filter(text -> !text.isEmpty()));
    }
}
