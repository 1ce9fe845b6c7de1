package org.ksmlab.console;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.ksmlab.model.FindingKind;

/**
 * Notices that a kernel which was up boots again. The first boot on a console is none, and neither is one that the kernel
 * announced: by an orderly reboot, by kexec, or by a panic.
 */
final class BootWatch {
    /** What is worth looking at. */
    static final List<String> LITERALS = List.of(
            "Linux version ",
            "Booting the kernel",
            "Restarting system",
            "ng new kernel",
            "sysrq: Resetting",
            "Rebooting in ");

    static final ReportPattern UNEXPECTED_REBOOT = new ReportPattern(
            FindingKind.REBOOT, List.of(), Pattern.compile(""), "unexpected reboot", Set.of(), Set.of(), false);

    private static final Pattern ANNOUNCEMENT = Pattern.compile(
            "(?:reboot: )?Restarting system|(?:kexec\\w*+: )?Starting new kernel|sysrq: Resetting|Rebooting in ");

    /** The decompressor's last words, from before printk. */
    private static final Pattern DECOMPRESSED = Pattern.compile("Booting the kernel(?:\\.| \\()");

    private static final Pattern BANNER = Pattern.compile("Linux version \\d");

    /** The banner is the first thing printk prints; its time is 0, or, on some machines, that since the firmware started. */
    private static final double BANNER_SECONDS = 1;

    private boolean up;
    private boolean hasTimes;
    private boolean announced;

    /** Takes lines that have none of {@link #LITERALS}: the last of them that has a time tells whether the kernel is up. */
    void pass(byte[] buffer, int from, int to) {
        int end = to;
        while (!up && end > from) {
            int start = ByteLines.start(buffer, from, end - 1);
            int last = ByteLines.trimmedEnd(buffer, start, ByteLines.end(buffer, start, end));
            String text = ByteLines.text(buffer, start, last);
            if (pass(ConsoleLine.parse(0, text))) {
                return;
            }
            end = start;
        }
    }

    /** Takes a line that has none of {@link #LITERALS}; true if it has a time. */
    boolean pass(ConsoleLine line) {
        Double time = line.kernelTime();
        hasTimes |= time != null;
        up |= time != null && time >= BANNER_SECONDS;
        return time != null;
    }

    /** Takes a line; true if a kernel boots with it that nobody announced. */
    boolean rebootsUnexpectedly(ConsoleLine line) {
        Double time = line.kernelTime();
        hasTimes |= time != null;
        boolean banner = BANNER.matcher(line.text()).lookingAt() && (time == null ? !hasTimes : time < BANNER_SECONDS);
        if (banner || (time == null && DECOMPRESSED.matcher(line.text()).lookingAt())) {
            boolean unexpected = up && !announced;
            announced = false;
            // Without times, all that tells that a kernel is up is that it has started.
            up = banner && time == null;
            return unexpected;
        }
        pass(line);
        announced |= ANNOUNCEMENT.matcher(line.text()).lookingAt();
        return false;
    }
}
