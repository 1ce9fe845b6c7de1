package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class GoldenLogsTest {
    private static final Pattern TIME = Pattern.compile("^\\[ *(\\d+)\\.(\\d{6})\\] ");

    /** What other channels make of the line that a serial console has. */
    private static final Map<String, UnaryOperator<String>> CHANNELS = Map.of(
            "no times", line -> TIME.matcher(line).replaceFirst(""),
            "caller", line -> TIME.matcher(line).replaceFirst("[$1.$2][   T31] "),
            "level and caller", line -> "<4>" + TIME.matcher(line).replaceFirst("[$1.$2][    C0] "),
            "level", line -> "<6>" + TIME.matcher(line).replaceFirst(""),
            "syslog", line -> "Nov 24 15:21:07 guest-1 kernel: " + line,
            "journald",
                    line -> "2026-11-24T15:21:07+0000 guest-1 kernel: "
                            + TIME.matcher(line).replaceFirst(""),
            "dmesg -T", line -> TIME.matcher(line).replaceFirst("[Tue Nov 24 15:21:07 2026] "),
            "dmesg -x", line -> "kern  :warn  : " + line,
            "netconsole", line -> TIME.matcher(line).replaceFirst("4,1234,$1$2,-,caller=T31;"),
            "colours",
                    line -> "\u001b[32m" + TIME.matcher(line).replaceFirst("[$1.$2] \u001b[0m\u001b[1m")
                            + "\u001b[0m\r");

    @DataProvider
    public Iterator<Object[]> logs() {
        return GoldenLog.all().stream().map(log -> new Object[] {log}).iterator();
    }

    @DataProvider
    public Iterator<Object[]> logsOnChannels() {
        return GoldenLog.all().stream()
                .flatMap(log -> CHANNELS.keySet().stream().sorted().map(channel -> new Object[] {log, channel}))
                .iterator();
    }

    private static List<String> found(byte[] log) throws IOException {
        return Classifier.classify(new ByteArrayInputStream(log)).stream()
                .map(GoldenLogsTest::summary)
                .toList();
    }

    private static String summary(Finding finding) {
        StringJoiner details = new StringJoiner(", ", " (", ")").setEmptyValue("");
        if (finding.cpu() != null) {
            details.add("CPU " + finding.cpu());
        }
        if (finding.task() != null) {
            details.add(finding.task());
        }
        Duration duration = finding.duration();
        if (duration != null) {
            details.add(duration.toSeconds() + " s");
        }
        return finding.line() + ": " + finding.kind() + ": " + finding.title() + details;
    }

    @Test(dataProvider = "logs")
    public void aLogHasTheFindingsItIsKnownFor(GoldenLog log) throws IOException {
        assertThat(found(log.bytes())).isEqualTo(log.finds());
    }

    @Test(dataProvider = "logsOnChannels")
    public void theFindingsAreTheSameOnEveryChannel(GoldenLog log, String channel) throws IOException {
        String text = log.log().lines().map(CHANNELS.get(channel)).collect(Collectors.joining("\n", "", "\n"));
        assertThat(found(text.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(log.finds());
    }

    @Test(dataProvider = "logs")
    public void theFindingsAreTheSameHoweverTheBytesAreCut(GoldenLog log) {
        Random random = new Random(1);
        List<String> found = new ArrayList<>();
        Classifier classifier = new Classifier(new Classifier.Listener() {
            @Override
            public void opened(Finding finding) {}

            @Override
            public void completed(Finding finding) {
                found.add(summary(finding));
            }
        });
        byte[] bytes = log.bytes();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(100));
            byte[] part = Arrays.copyOfRange(bytes, from, to);
            classifier.accept(part, part.length);
            from = to;
        }
        classifier.finish();
        assertThat(found).containsExactlyInAnyOrderElementsOf(log.finds());
    }

    @Test
    public void aVictimOfAnotherCpuIsDescribedInFull() throws IOException {
        GoldenLog log = GoldenLog.all().stream()
                .filter(golden -> golden.name().equals("lost-ipi.log"))
                .findFirst()
                .orElseThrow();
        Finding finding =
                Classifier.classify(new ByteArrayInputStream(log.bytes())).get(0);
        assertThat(finding.kind()).isEqualTo(FindingKind.SOFT_LOCKUP);
        assertThat(finding.function()).isEqualTo("smp_call_function");
        assertThat(finding.task()).isEqualTo("init:1");
        assertThat(finding.cpu()).isZero();
        assertThat(finding.duration()).hasSeconds(4);
        assertThat(finding.taint()).isEqualTo("GOE");
        assertThat(finding.kernelTime()).isEqualTo(9.892948);
        assertThat(finding.frames())
                .startsWith("smp_call_function_single", "reports_write", "proc_reg_write", "vfs_write")
                .endsWith("entry_SYSCALL_64_after_hwframe");
        assertThat(finding.report()).first().isEqualTo("watchdog: BUG: soft lockup - CPU#0 stuck for 4s! [init:1]");
    }

    @Test
    public void aFunctionOfAModuleSaysWhichModule() throws IOException {
        GoldenLog log = GoldenLog.all().stream()
                .filter(golden -> golden.name().equals("null-dereference.log"))
                .findFirst()
                .orElseThrow();
        Finding finding =
                Classifier.classify(new ByteArrayInputStream(log.bytes())).get(0);
        assertThat(finding.function()).isEqualTo("null_dereference");
        assertThat(finding.module()).isEqualTo("reports");
    }
}
