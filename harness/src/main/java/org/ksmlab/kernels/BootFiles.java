package org.ksmlab.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a machine boots.
 *
 * @param initrd absent for a kernel that finds its root file system by itself
 */
public record BootFiles(Path vmlinuz, Optional<Path> initrd) {
    private static final String BUILD_ID = "build-id";

    /** Those of a folder: {@code vmlinuz} and, if it is there, {@code initrd}. */
    public static BootFiles in(Path folder) {
        return new BootFiles(
                folder.resolve("vmlinuz"), Optional.of(folder.resolve("initrd")).filter(Files::exists));
    }

    /** What {@code uname -r} will say; see {@link BootImage}. */
    public Optional<String> release() {
        return BootImage.read(vmlinuz).release();
    }

    /** The kernel's build id, where it is known without booting it: whoever built it put it beside it. */
    public Optional<String> buildId() {
        Path file = vmlinuz.resolveSibling(BUILD_ID);
        try {
            return Files.exists(file)
                    ? Optional.of(
                            Files.readString(file, StandardCharsets.US_ASCII).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
