package org.ksmlab.archive;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Copies of a real run's folder, cut down; its origin is told in ORIGIN.txt beside it. */
public final class RealRun {
    public static final String NAME = "20261124-170559-reproduce";

    /** Where a guest logged a soft lockup while migrate_pages walked. */
    public static final String WITHOUT_LIMIT = "without-limit-1";

    public static final String WITH_LIMIT = "with-limit-1";

    private RealRun() {}

    /** Copies it into a folder, under its own name. */
    public static Path into(Path folder) throws IOException {
        return into(folder, NAME);
    }

    public static Path into(Path folder, String name) throws IOException {
        URL resource = Objects.requireNonNull(RealRun.class.getResource(NAME));
        Path source;
        try {
            source = Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        Path target = folder.resolve(name);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, target.resolve(source.relativize(file).toString()));
        }
        return target;
    }

    /** Replaces a text in a file, which must be there. */
    public static void edit(Path file, String before, String after) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(before)) {
            throw new IllegalArgumentException(file + " does not say " + before);
        }
        Files.writeString(file, text.replace(before, after));
    }
}
