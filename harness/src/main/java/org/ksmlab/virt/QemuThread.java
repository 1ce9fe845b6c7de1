package org.ksmlab.virt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ksmlab.model.CpuSet;

/**
 * A thread of a QEMU process, as /proc/PID/task/TID/status has it; see proc(5).
 *
 * @param name as QEMU named it, with the kernel's escapes for newlines and backslashes
 * @param allowed where the kernel lets it run: its affinity and its cpuset together
 */
public record QemuThread(int tid, String name, CpuSet allowed) {
    /** QEMU's names, which it gives because libvirt starts it with debug-threads=on; emulated ones are TCG. */
    private static final Pattern VCPU = Pattern.compile("CPU [0-9]+/(?:KVM|TCG)");

    public boolean isVcpu() {
        return VCPU.matcher(name).matches();
    }

    /**
     * Reads any number of status files, one after the other.
     *
     * @throws IllegalArgumentException if one of them lacks what we need
     */
    static List<QemuThread> parse(String statusFiles) {
        List<Map<String, String>> files = new ArrayList<>();
        statusFiles.lines().forEach(line -> {
            if (line.startsWith("Name:")) { // always the first line of a file, and a name has no newlines
                files.add(new LinkedHashMap<>());
            }
            int colon = line.indexOf(':');
            if (colon > 0 && !files.isEmpty()) {
                // One tab after the colon; a name may begin with a blank of its own.
                files.get(files.size() - 1)
                        .put(line.substring(0, colon), line.substring(Math.min(colon + 2, line.length())));
            }
        });
        return files.stream().map(QemuThread::of).toList();
    }

    private static QemuThread of(Map<String, String> status) {
        return new QemuThread(
                Integer.parseInt(field(status, "Pid")),
                field(status, "Name"),
                CpuSet.parse(field(status, "Cpus_allowed_list")));
    }

    private static String field(Map<String, String> status, String name) {
        String value = status.get(name);
        if (value == null) {
            throw new IllegalArgumentException("thread status: " + status + ": no " + name);
        }
        return value;
    }
}
