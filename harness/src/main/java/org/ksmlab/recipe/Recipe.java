package org.ksmlab.recipe;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * How something is made: a script {@code build OUTDIR ARGUMENT...} and all the files it reads.
 *
 * @param arguments where it finds what it reads; no part of the key
 * @param inputs files and folders; a change to any of them makes it another image
 * @param facts what else makes it another one, such as the version of a compiler
 */
public record Recipe(String name, Path script, List<String> arguments, List<Path> inputs, List<String> facts) {
    public Recipe {
        arguments = List.copyOf(arguments);
        inputs = List.copyOf(inputs);
        facts = List.copyOf(facts);
    }

    /** One that depends on its files only. */
    public Recipe(String name, Path script, List<Path> inputs) {
        this(name, script, List.of(), inputs, List.of());
    }

    /** The same for the same facts, and the same contents, names and permissions of the inputs, wherever they are. */
    public String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                for (Path input : inputs) {
                    try (Stream<Path> files = Files.walk(input)) {
                        for (Path file :
                                files.filter(Files::isRegularFile).sorted().toList()) {
                            String line = input.getFileName() + "/" + input.relativize(file) + " "
                                    + Files.isExecutable(file) + " " + Files.size(file) + "\n";
                            out.write(line.getBytes(StandardCharsets.UTF_8));
                            Files.copy(file, out);
                        }
                    }
                }
                for (String fact : facts) {
                    out.write((fact + "\n").getBytes(StandardCharsets.UTF_8));
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
