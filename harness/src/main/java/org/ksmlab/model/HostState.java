package org.ksmlab.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host's KSM and NUMA nodes are at, at one moment.
 *
 * @param nowNs the host's CLOCK_MONOTONIC, in nanoseconds
 * @param anonKibByNode anonymous memory on each node, KSM pages included, in KiB
 */
public record HostState(long nowNs, KsmState ksm, Map<Integer, Long> anonKibByNode) {
    private static final Pattern ANON = Pattern.compile("node([0-9]{1,4})_anon_kib");

    public HostState {
        anonKibByNode = Map.copyOf(anonKibByNode);
    }

    /**
     * Reads a line of the program {@code host-state}.
     *
     * @throws UnreadableOutputException if it is none, or the host's kernel has no KSM
     */
    public static HostState parse(String text) {
        KeyValues line = KeyValues.parse(text);
        Map<Integer, Long> anon = new TreeMap<>();
        for (String key : line.values().keySet()) {
            Matcher node = ANON.matcher(key);
            if (node.matches()) {
                anon.put(Integer.valueOf(node.group(1)), line.number(key));
            }
        }
        KsmState ksm = KsmState.parse(line.values())
                .orElseThrow(() -> new UnreadableOutputException("this host's kernel has no KSM"));
        return new HostState(line.number("now_ns"), ksm, anon);
    }
}
