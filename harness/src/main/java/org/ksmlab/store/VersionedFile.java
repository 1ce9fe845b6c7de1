package org.ksmlab.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A kind of JSON file whose shape has changed over time. Each file says in {@code version} which shape it has; one that says nothing is
 * of version 0. Older files are read by way of upgrades, each from one version to the next, so that the rest of the program knows the
 * newest shape only.
 */
public final class VersionedFile<T> {
    private final Class<T> type;
    private final int oldest;
    private final List<Consumer<ObjectNode>> upgrades;

    /**
     * A kind of file.
     *
     * @param type the newest shape; has a component {@code version}
     * @param oldest the oldest version that can be read
     * @param upgrades from {@code oldest} on, each to the version after; the version itself is set for them
     */
    public VersionedFile(Class<T> type, int oldest, List<Consumer<ObjectNode>> upgrades) {
        this.type = type;
        this.oldest = oldest;
        this.upgrades = List.copyOf(upgrades);
    }

    /** The newest version: the one to write. */
    public int version() {
        return oldest + upgrades.size();
    }

    /**
     * Reads a file of any version from the oldest to the newest.
     *
     * @throws UncheckedIOException if it cannot be read or is of another version or shape; the message names the file and says why
     */
    public T read(Path file) {
        ObjectNode tree = Json.readObject(file);
        try {
            for (int version = versionOf(tree); version < version(); version++) {
                upgrades.get(version - oldest).accept(tree);
                tree.put("version", version + 1);
            }
            return Json.convert(tree, type);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private int versionOf(ObjectNode tree) throws IOException {
        JsonNode version = tree.path("version");
        if (!version.isMissingNode() && !version.canConvertToExactIntegral()) {
            throw new IOException("version " + version + " is no number");
        }
        // Whatever does not fit an int is far from all that was ever written.
        int found = version.canConvertToInt() || version.isMissingNode() ? version.asInt(0) : Integer.MAX_VALUE;
        if (found < oldest || found > version()) {
            throw new IOException("version " + (version.isMissingNode() ? "0" : version) + " is "
                    + (found < oldest ? "older" : "newer") + " than what this ksmlab reads: "
                    + (oldest == version() ? "" : oldest + " to ") + version());
        }
        return found;
    }
}
