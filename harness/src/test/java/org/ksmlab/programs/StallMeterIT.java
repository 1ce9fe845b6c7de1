package org.ksmlab.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ksmlab.command.Command;
import org.ksmlab.waiting.Await;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Gaps in which a CPU did not let a thread run. */
public class StallMeterIT extends ProgramTest {
    @DataProvider
    public Object[][] waysToWait() {
        return new Object[][] {{"sleep", List.of()}, {"spin", List.of("--spin")}};
    }

    @Test(dataProvider = "waysToWait")
    public void aStoppedMeterPrintsTheGapOnEachCpuOnceItGoesOn(String in, List<String> options) {
        // By affinity, as the meter counts them, where Java would heed a quota as well.
        int cpuCount = Integer.parseInt(
                shell.run(Command.of("nproc"), soon()).orThrow().stdout().strip());
        List<Object> arguments = new ArrayList<>(List.of("--threshold-ms", 300, "--beat"));
        arguments.addAll(options);
        try (Started meter = start("stall-meter", arguments.toArray())) {
            Await.until(
                    "a beat of each CPU",
                    soon(),
                    () -> cpus(meter.lines(line -> line.startsWith("beat "))).size() == cpuCount);
            meter.signal("STOP");
            Await.until("all threads of the meter to stop", soon(), () -> hasStopped(meter.pid()));
            long stoppedNs = System.nanoTime(); // on Linux that is CLOCK_MONOTONIC
            Await.until("half a second to pass", soon(), () -> System.nanoTime() - stoppedNs >= 500_000_000);
            long continuedNs = System.nanoTime();
            meter.signal("CONT");
            Await.until(
                    "a gap on each CPU",
                    soon(),
                    () -> cpus(gapsOver(meter, stoppedNs, continuedNs)).size() == cpuCount);
            // A beat is now and then what the signal interrupts.
            assertThat(gapsOver(meter, stoppedNs, continuedNs))
                    .allMatch(line -> line.matches(".* in=(" + in + "|print)"));
        }
    }

    private static Set<String> cpus(List<String> lines) {
        return lines.stream()
                .map(line -> Started.pairs(line).getOrDefault("cpu", ""))
                .collect(Collectors.toSet());
    }

    /** The stalls that began by the first time and ended after the second; the machine itself may have had others. */
    private static List<String> gapsOver(Started meter, long stoppedNs, long continuedNs) {
        return meter.lines(line -> line.startsWith("stall ")).stream()
                .filter(line -> {
                    Map<String, String> stall = Started.pairs(line);
                    long startNs = Long.parseLong(stall.get("start_ns"));
                    long endNs = Long.parseLong(stall.get("end_ns"));
                    assertThat(Long.parseLong(stall.get("length_us"))).isEqualTo((endNs - startNs) / 1000);
                    return startNs <= stoppedNs && endNs >= continuedNs;
                })
                .toList();
    }

    @Test
    public void theMeterSaysBothClocksFirst() {
        long beforeNs = System.nanoTime();
        long beforeMs = System.currentTimeMillis();
        try (Started meter = start("stall-meter", "--threshold-ms", 1000)) {
            Map<String, String> clock = Started.pairs(meter.awaitLine(line -> line.startsWith("clock ")));
            assertThat(Long.parseLong(clock.get("monotonic_ns"))).isBetween(beforeNs, System.nanoTime());
            assertThat(Long.parseLong(clock.get("realtime_ns")) / 1_000_000)
                    .isBetween(beforeMs, System.currentTimeMillis());
        }
    }

    @Test
    public void onlyTheCpusThatWereAskedForAreWatchedAsFifoIfAskedFor() {
        needsRoot();
        try (Started meter = start("stall-meter", "--threshold-ms", 1000, "--cpus", 0, "--fifo", "--beat")) {
            assertThat(meter.awaitLine(line -> line.startsWith("beat "))).startsWith("beat cpu=0 ");
            String policies = shell.run(Command.of("chrt", "-a", "-p", meter.pid()), soon())
                    .orThrow()
                    .stdout();
            assertThat(policies).containsOnlyOnce("SCHED_FIFO").containsOnlyOnce("SCHED_OTHER");
        }
    }
}
