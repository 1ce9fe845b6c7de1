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
    /** What is worth looking at while the kernel is up. */
    static final List<String> LITERALS = List.of(
            "Linux version ",
            "Booting the kernel",
            "Restarting system",
            "Starting new kernel",
            "sysrq: Resetting",
            "Rebooting in ");

    static final ReportPattern UNEXPECTED_REBOOT = new ReportPattern(
            FindingKind.REBOOT, "", Pattern.compile(""), "unexpected reboot", Set.of(), Set.of(), false);

    private static final Pattern ANNOUNCEMENT = Pattern.compile(
            "^(?:reboot: )?Restarting system|^(?:kexec\\w*+: )?Starting new kernel|^sysrq: Resetting|^Rebooting in ");

    /** The decompressor's last words, from before printk. */
    private static final Pattern DECOMPRESSED = Pattern.compile("^Booting the kernel(?:\\.| \\()");

    private static final Pattern BANNER = Pattern.compile("^Linux version \\d");

    /** The banner is the first thing printk prints; its time is 0, or, on some machines, that since the firmware started. */
    private static final double BANNER_SECONDS = 1;

    private boolean up;
    private boolean hasTimes;
    private boolean announced;

    /** Whether every line matters, because one may tell that the kernel is up. */
    boolean needsEveryLine() {
        return !up;
    }

    /** Takes a line; true if a kernel boots with it that nobody announced. */
    boolean rebootsUnexpectedly(ConsoleLine line) {
        Double time = line.kernelTime();
        hasTimes |= time != null;
        boolean banner = BANNER.matcher(line.text()).find() && (time == null ? !hasTimes : time < BANNER_SECONDS);
        if (banner || (time == null && DECOMPRESSED.matcher(line.text()).find())) {
            boolean unexpected = up && !announced;
            announced = false;
            // Without times, all that tells that a kernel is up is that it has started.
            up = banner && time == null;
            return unexpected;
        }
        up |= time != null && time >= BANNER_SECONDS;
        announced |= ANNOUNCEMENT.matcher(line.text()).find();
        return false;
    }
}
