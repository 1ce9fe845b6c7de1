package org.ksmlab.host;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * Where a process has its pages: /proc/PID/numa_maps, see "numa_maps" in proc(5).
 *
 * @param pagesByNode 4 KiB pages mapped, by NUMA node; a node without any is absent
 */
public record NumaMaps(Map<Integer, Long> pagesByNode) {
    private static final Pattern NODE = Pattern.compile(" N([0-9]{1,4})=([0-9]{1,15})(?= |$)");
    private static final Pattern PAGE_SIZE = Pattern.compile(" kernelpagesize_kB=([0-9]{1,9})(?= |$)");

    public NumaMaps {
        pagesByNode = Map.copyOf(pagesByNode);
    }

    /** Adds up all mappings; those of huge pages count as the small pages they cover. */
    public static NumaMaps parse(String text) {
        Map<Integer, Long> pages = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Matcher size = PAGE_SIZE.matcher(line);
            long small = size.find() ? Long.parseLong(size.group(1)) / 4 : 1;
            Matcher node = NODE.matcher(line);
            while (node.find()) {
                pages.merge(Integer.valueOf(node.group(1)), Long.parseLong(node.group(2)) * small, Long::sum);
            }
        }
        return new NumaMaps(pages);
    }

    /**
     * Looks at a process.
     *
     * @throws CommandFailedException if there is no such process
     */
    public static NumaMaps read(Shell shell, long pid, Deadline deadline) {
        String path = "/proc/" + pid + "/numa_maps";
        return parse(shell.read(path, deadline)
                .orElseThrow(() -> new CommandFailedException(Command.of("cat", path), "no such process")));
    }

    public long on(int node) {
        return pagesByNode.getOrDefault(node, 0L);
    }
}
