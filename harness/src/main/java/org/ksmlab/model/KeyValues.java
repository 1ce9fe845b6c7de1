package org.ksmlab.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of {@code word key=value key=value}, as the programs in guest-images/programs print them.
 *
 * @param word the first word; empty if the line begins with a key
 */
public record KeyValues(String word, Map<String, String> values) {
    public KeyValues {
        values = Map.copyOf(values);
    }

    /** Words without '=' after the first are ignored: a line may have been cut. */
    public static KeyValues parse(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        String word = "";
        String[] words = line.strip().split(" +", -1);
        for (int i = 0; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            } else if (i == 0) {
                word = words[i];
            }
        }
        return new KeyValues(word, values);
    }

    /**
     * A key's value.
     *
     * @throws UnreadableOutputException if the key is not there or its value is no number
     */
    public long number(String key) {
        String text = values.get(key);
        try {
            return Long.parseLong(text == null ? "" : text);
        } catch (NumberFormatException e) {
            throw new UnreadableOutputException(key + ": " + (text == null ? "missing" : "'" + text + "'"), e);
        }
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }
}
