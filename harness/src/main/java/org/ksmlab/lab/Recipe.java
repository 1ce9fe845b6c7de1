package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an image is made: a script {@code build OUTDIR} and all the files it reads.
 *
 * @param inputs files and folders; a change to any of them makes it another image
 */
record Recipe(String name, Path script, List<Path> inputs) {
    Recipe {
        inputs = List.copyOf(inputs);
    }

    /** The same for the same contents, names and permissions of the inputs, wherever they are. */
    String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path input : inputs) {
                try (Stream<Path> files = Files.walk(input)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        String line = input.getFileName() + "/" + input.relativize(file) + " "
                                + Files.isExecutable(file) + " " + Files.size(file) + "\n";
                        digest.update(line.getBytes(StandardCharsets.UTF_8));
                        digest.update(Files.readAllBytes(file));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (IOException e) {
            throw new UncheckedIOException("recipe " + name, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
