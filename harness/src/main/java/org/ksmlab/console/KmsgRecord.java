package org.ksmlab.console;

import java.time.Duration;
import java.util.Map;

/**
 * One record of the kernel's log. Source: Documentation/ABI/testing/dev-kmsg.
 *
 * @param facility as syslog's; 0 is the kernel itself
 * @param level 0 (emergency) to 7 (debug)
 * @param sequence counts from 0 at boot
 * @param kernelTime since boot, by printk's clock, to the microsecond
 * @param fragment whether it continues, or is continued by, another record of the same line
 * @param text without control characters but line ends
 * @param dictionary what the kernel adds for programs, e.g. {@code SUBSYSTEM=acpi}
 */
record KmsgRecord(
        int facility,
        int level,
        long sequence,
        Duration kernelTime,
        boolean fragment,
        String text,
        Map<String, String> dictionary) {
    KmsgRecord {
        dictionary = Map.copyOf(dictionary);
    }
}
