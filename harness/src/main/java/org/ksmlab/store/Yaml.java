package org.ksmlab.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of YAML that a person wrote: snake_case, no key twice, none that we do not know, and none missing but those whose component is an
 * Optional. Whatever is wrong with it is said with the file, the line and the key.
 *
 * @param <T> what it says
 */
public final class Yaml<T> {
    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A key that is misspelt is unknown and missing: this mapper finds the former. */
    private static final ObjectMapper WITH_GAPS = MAPPER.copy()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    /** How Jackson says that a key is missing, or has no value. */
    private static final Pattern NO_VALUE =
            Pattern.compile("(?s)(Null value for creator|Missing creator|Cannot map `null`).*");

    /** How our values say which of their components is wrong. */
    private static final Pattern COMPONENT = Pattern.compile("(?s)([a-zA-Z0-9]+): (.*)");

    private final Path file;
    private final T value;
    private final Map<JsonPointer, Integer> lines;

    private Yaml(Path file, T value, Map<JsonPointer, Integer> lines) {
        this.file = file;
        this.value = value;
        this.lines = lines;
    }

    /**
     * Reads a file.
     *
     * @throws YamlException if it cannot be read or says something else
     */
    public static <T> Yaml<T> read(Path file, Class<T> type) {
        try {
            String text = Files.readString(file);
            Map<JsonPointer, Integer> lines = lines(text);
            try {
                return new Yaml<>(file, MAPPER.readValue(text, type), lines);
            } catch (JsonMappingException e) {
                throw wrong(file, lines, misspelt(text, type).orElse(e));
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new YamlException(file + ":" + line + ": " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new YamlException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    public T value() {
        return value;
    }

    /** What to throw if a value is wrong: {@code path} is where, such as {@code /arms/0/name}. */
    public YamlException wrong(String path, String what) {
        JsonPointer pointer = JsonPointer.compile(path);
        return new YamlException(where(file, lines, pointer) + what, null);
    }

    /** As {@link #wrong(String, String)}, of something that a value's constructor refused. */
    public YamlException wrong(String path, IllegalArgumentException refusal) {
        return refused(file, lines, JsonPointer.compile(path), refusal);
    }

    private static <T> Optional<JsonMappingException> misspelt(String text, Class<T> type) {
        try {
            WITH_GAPS.readValue(text, type);
        } catch (UnrecognizedPropertyException e) {
            return Optional.of(e);
        } catch (JsonProcessingException e) {
            // Something else is wrong, which the stricter mapper says better.
        }
        return Optional.empty();
    }

    private static YamlException wrong(Path file, Map<JsonPointer, Integer> lines, JsonMappingException e) {
        JsonPointer pointer = pointer(e);
        if (e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException refusal) {
            return refused(file, lines, pointer, refusal);
        }
        return new YamlException(where(file, lines, pointer) + reason(e), e);
    }

    private static YamlException refused(
            Path file, Map<JsonPointer, Integer> lines, JsonPointer pointer, IllegalArgumentException refusal) {
        Matcher component = COMPONENT.matcher(String.valueOf(refusal.getMessage()));
        if (component.matches()) {
            JsonPointer key = pointer.appendProperty(snakeCase(component.group(1)));
            return new YamlException(where(file, lines, key) + component.group(2), refusal);
        }
        return new YamlException(where(file, lines, pointer) + refusal.getMessage(), refusal);
    }

    private static String reason(JsonMappingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key; there are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (e instanceof InvalidFormatException format) {
            Class<?> target = format.getTargetType();
            return "'" + format.getValue() + "' is "
                    + (target.isEnum()
                            ? "none of "
                                    + Arrays.stream(target.getEnumConstants())
                                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                                            .collect(Collectors.joining(", "))
                            : "no " + target.getSimpleName().toLowerCase(Locale.ROOT));
        }
        if (e instanceof MismatchedInputException
                && NO_VALUE.matcher(e.getOriginalMessage()).matches()) {
            return "missing";
        }
        return firstLine(e.getOriginalMessage());
    }

    /** {@code FILE:LINE: KEY: }, with the line of the nearest that is in the file. */
    private static String where(Path file, Map<JsonPointer, Integer> lines, JsonPointer pointer) {
        JsonPointer near = pointer;
        while (!lines.containsKey(near) && !near.matches()) {
            near = near.head();
        }
        String key = pointer.toString()
                .substring(pointer.matches() ? 0 : 1)
                .replaceAll("/([0-9]+)", "[$1]")
                .replace('/', '.');
        return file + ":" + lines.getOrDefault(near, 1) + ": " + (key.isEmpty() ? "" : key + ": ");
    }

    private static JsonPointer pointer(JsonMappingException e) {
        JsonPointer pointer = JsonPointer.empty();
        for (JsonMappingException.Reference step : e.getPath()) {
            pointer = step.getFieldName() == null
                    ? pointer.appendIndex(step.getIndex())
                    : pointer.appendProperty(step.getFieldName());
        }
        return pointer;
    }

    /** On which line each key and each entry of a list begins. */
    private static Map<JsonPointer, Integer> lines(String text) throws IOException {
        Map<JsonPointer, Integer> lines = new HashMap<>();
        try (JsonParser parser = MAPPER.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
                    lines.putIfAbsent(
                            parser.getParsingContext().pathAsPointer(),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        }
        return lines;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String firstLine(String text) {
        return List.of(text.split("\\R", 2)).get(0).replaceAll(" \\(start marker at .*", "");
    }
}
