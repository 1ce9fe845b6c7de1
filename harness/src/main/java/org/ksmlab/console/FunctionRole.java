package org.ksmlab.console;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The part a kernel function plays in a stack, by its name; {@code functions.table} beside this class lists them. */
enum FunctionRole {
    /** Works on behalf of its caller. */
    HELPER,
    /** Takes a sleeping task off the CPU. */
    SCHEDULER,
    /** Is made for waiting. */
    WAITING,
    /** Takes an interrupt. */
    INTERRUPT_ENTRY,
    /** Took the sample of the stack. */
    SAMPLER,
    /** The thread of one who looks for hangs. */
    SAMPLER_THREAD,
    /** Hands work to whom it is for. */
    DISPATCHER;

    private static final String TABLE = "functions.table";

    private static final Map<FunctionRole, Pattern> NAMES = load();

    /** Whether a function of this name plays this part; it may play others too. */
    boolean isPlayedBy(String function) {
        Pattern names = NAMES.get(this);
        return names != null && names.matcher(function).matches();
    }

    private static Map<FunctionRole, Pattern> load() {
        Map<FunctionRole, StringBuilder> globs = new EnumMap<>(FunctionRole.class);
        StringBuilder section = new StringBuilder();
        for (String line : TableFile.read(TABLE)) {
            if (line.startsWith("[")) {
                String name = line.substring(1, line.length() - 1).replace(' ', '_');
                section = globs.computeIfAbsent(valueOf(name.toUpperCase(Locale.ROOT)), role -> new StringBuilder());
            } else {
                section.append(line).append(' ');
            }
        }
        Map<FunctionRole, Pattern> names = new EnumMap<>(FunctionRole.class);
        globs.forEach((role, words) ->
                names.put(role, pattern(List.of(words.toString().strip().split(" +")))));
        return names;
    }

    private static Pattern pattern(List<String> globs) {
        return Pattern.compile(
                globs.stream().map(glob -> glob.replace("*", ".*")).collect(Collectors.joining("|", "_*+(?:", ")")));
    }
}
