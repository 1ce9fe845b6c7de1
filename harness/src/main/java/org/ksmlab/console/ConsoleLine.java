package org.ksmlab.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a console, without what printk, dmesg, syslog, journald or netconsole put before the message.
 *
 * @param number from 1
 * @param kernelTime seconds since boot; null if the line does not say
 * @param caller who printed it, {@code T31} a task or {@code C0} a CPU (CONFIG_PRINTK_CALLER); null if the line does not say
 * @param text the message, indented as the kernel did
 */
record ConsoleLine(
        long number, @Nullable Double kernelTime, @Nullable String caller, String text) {
    /** {@code [   12.345678]}, and {@code [ T31]} or {@code [ C0]} after it. Also in the middle of a line: consoles interleave. */
    private static final Pattern PRINTK =
            Pattern.compile("\\[ {0,11}+(\\d{1,10}+\\.\\d{6})\\](?:\\[ {0,11}+([TC]\\d{1,10}+)\\])? ?");

    /** What /dev/kmsg and extended netconsole send: {@code 6,416,1758426,-,caller=T1;message}. */
    private static final Pattern KMSG = Pattern.compile(
            "^\\d{1,4}+,\\d{1,20}+,(\\d{1,16}+),[^;,]{1,8}+(?:,(?:caller=([TC]\\d{1,10}+)|[^;]{1,80}+))?;");

    /** {@code dmesg -T}. */
    private static final Pattern WALL_CLOCK =
            Pattern.compile("^\\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4}\\] ?");

    /** A bare log level, as /proc/kmsg and some serial consoles have it. */
    private static final Pattern LEVEL = Pattern.compile("^<\\d{1,3}>");

    /** How far into a line syslog's {@code date host kernel:} may reach. */
    private static final int SYSLOG_PREFIX = 100;

    private static final String SYSLOG_TAG = " kernel: ";

    /** @param line without control characters */
    static ConsoleLine parse(long number, String line) {
        int bracket = line.indexOf('[');
        if (bracket >= 0) {
            Matcher printk = PRINTK.matcher(line);
            if (printk.find(bracket)) {
                return new ConsoleLine(
                        number, Double.valueOf(printk.group(1)), printk.group(2), line.substring(printk.end()));
            }
        }
        if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
            Matcher kmsg = KMSG.matcher(line);
            if (kmsg.find()) {
                return new ConsoleLine(
                        number, Long.parseLong(kmsg.group(1)) / 1e6, kmsg.group(2), line.substring(kmsg.end()));
            }
        }
        return new ConsoleLine(number, null, null, withoutTextPrefix(line));
    }

    private static String withoutTextPrefix(String line) {
        int tag = line.indexOf(SYSLOG_TAG);
        if (tag >= 0 && tag < SYSLOG_PREFIX) {
            return line.substring(tag + SYSLOG_TAG.length());
        }
        if (line.startsWith("<")) {
            return LEVEL.matcher(line).replaceFirst("");
        }
        return line.startsWith("[") ? WALL_CLOCK.matcher(line).replaceFirst("") : line;
    }
}
