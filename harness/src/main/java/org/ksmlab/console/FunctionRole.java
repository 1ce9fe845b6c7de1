package org.ksmlab.console;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Enough for the functions that real reports name. Others, since a log may name any number, are looked up every time. */
    private static final int MAX_KNOWN = 10_000;

    private static final Map<String, Set<FunctionRole>> KNOWN = new ConcurrentHashMap<>();

    /** Whether a function of this name plays this part; it may play others too. */
    boolean isPlayedBy(String function) {
        Set<FunctionRole> roles = KNOWN.get(function);
        if (roles == null) {
            roles = rolesOf(function);
            if (KNOWN.size() < MAX_KNOWN) {
                KNOWN.put(function, roles);
            }
        }
        return roles.contains(this);
    }

    private static Set<FunctionRole> rolesOf(String function) {
        Set<FunctionRole> roles = EnumSet.noneOf(FunctionRole.class);
        NAMES.forEach((role, names) -> {
            if (names.matcher(function).matches()) {
                roles.add(role);
            }
        });
        return roles;
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
