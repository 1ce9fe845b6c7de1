package org.ksmlab.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ordinary console text of any size, the same for the same size: kernels that boot, say this and that for a while, now and then report
 * something, and reboot. Boots and reports are the captured logs of the tests.
 */
final class ConsoleText {
    private static final Pattern TIME = Pattern.compile("^\\[ *(\\d+)\\.(\\d{6})\\]");

    /** What drivers and file systems have to say; {@code #} is a digit. */
    private static final List<String> CHATTER = List.of(
            "e1000e 0000:00:#f.6 eno1: NIC Link is Up ###0 Mbps Full Duplex, Flow Control: Rx/Tx",
            "br0: port #(vnet##) entered forwarding state",
            "device vnet## entered promiscuous mode",
            "usb #-#: new high-speed USB device number ## using xhci_hcd",
            "usb #-#: New USB device found, idVendor=#5##, idProduct=#6##, bcdDevice= #.##",
            "sd #:0:0:0: [sda] ###9##### 512-byte logical blocks: (1.## TB/1.## TiB)",
            "EXT4-fs (dm-#): mounted filesystem with ordered data mode. Quota mode: none.",
            "audit: type=1400 audit(17#####0##.###:##): apparmor=\"STATUS\" operation=\"profile_load\" profile=\"unconfined\" name=\"libvirt-#6##\" pid=##6# comm=\"apparmor_parser\"",
            "kvm [##4#]: vcpu#, guest rIP: 0xffffffff8#06#f## ignored rdmsr: 0x##e",
            "TCP: request_sock_TCP: Possible SYN flooding on port ##43. Sending cookies.",
            "perf: interrupt took too long (##7# > ##3#), lowering kernel.perf_event_max_sample_rate to ##0#0",
            "clocksource: Switched to clocksource tsc",
            "systemd[1]: Started session-##.scope - Session ## of User root.",
            "nvme nvme#: ##/0/0 default/read/poll queues",
            "IPv6: ADDRCONF(NETDEV_CHANGE): eno#: link becomes ready");

    private static final int LINES_BETWEEN_REPORTS = 5000;
    private static final int REPORTS_BETWEEN_BOOTS = 2;

    private final OutputStream out;
    private final Random random = new Random(1680513);
    private final GoldenLog boot;
    private final List<GoldenLog> reports;
    private long written;
    private double now;

    private ConsoleText(OutputStream out) {
        this.out = out;
        boot = GoldenLog.all().stream()
                .filter(log -> log.name().equals("clean-boot.log"))
                .findFirst()
                .orElseThrow();
        reports = GoldenLog.all().stream().filter(log -> !log.finds().isEmpty()).toList();
    }

    /** Writes a file: ConsoleText MEGABYTES FILE. */
    public static void main(String[] args) throws IOException {
        try (OutputStream out = Files.newOutputStream(Path.of(args[1]))) {
            write(Long.parseLong(args[0]) * 1_000_000, out);
        }
    }

    /** Writes that many bytes, and the rest of a boot's text. */
    static void write(long bytes, OutputStream out) throws IOException {
        ConsoleText text = new ConsoleText(out);
        while (text.written < bytes) {
            text.writeBoot();
        }
    }

    private void writeBoot() throws IOException {
        now = 0;
        writeLog(boot);
        for (int i = 0; i < REPORTS_BETWEEN_BOOTS; i++) {
            for (int j = 0; j < LINES_BETWEEN_REPORTS; j++) {
                now += random.nextDouble();
                writeLine("[%12.6f] %s".formatted(now, chatter()));
            }
            writeLog(reports.get(random.nextInt(reports.size())));
        }
        writeLine("[%12.6f] reboot: Restarting system".formatted(now + 10));
    }

    private String chatter() {
        StringBuilder line = new StringBuilder(CHATTER.get(random.nextInt(CHATTER.size())));
        for (int i = line.indexOf("#"); i >= 0; i = line.indexOf("#", i)) {
            line.setCharAt(i, (char) ('0' + random.nextInt(10)));
        }
        return line.toString();
    }

    /** Writes a captured log as if it had been said now. */
    private void writeLog(GoldenLog log) throws IOException {
        double start = now;
        for (String line : log.log().lines().toList()) {
            Matcher time = TIME.matcher(line);
            if (time.find()) {
                now = start + Double.parseDouble(time.group(1) + "." + time.group(2));
                line = String.format(Locale.ROOT, "[%12.6f]", now) + line.substring(time.end());
            }
            writeLine(line);
        }
    }

    private void writeLine(String line) throws IOException {
        byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes);
        written += bytes.length;
    }
}
