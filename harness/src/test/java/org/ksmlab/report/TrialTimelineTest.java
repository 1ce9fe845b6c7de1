package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ksmlab.report.Page.Timeline;
import org.ksmlab.report.Page.Timeline.Bar;
import org.ksmlab.report.Page.Timeline.Lane;
import org.ksmlab.report.Page.Timeline.Machine;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** On the golden run's trial without the limit: migrate_pages(2) took 37.1 s, and ksmlab-g1 is the guest that was moved. */
public class TrialTimelineTest {
    private GoldenRun golden;

    @BeforeMethod
    public void copyRun() {
        golden = GoldenRun.copy();
    }

    @AfterMethod
    public void deleteRun() {
        golden.close();
    }

    private Timeline timeline() {
        return TrialTimeline.of(golden.trial(0, 0)).orElseThrow();
    }

    private Lane lane(int machine, String name) {
        return timeline().machines().get(machine).lanes().stream()
                .filter(lane -> lane.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void theHostAndEveryGuestHaveLanes() {
        assertThat(timeline().machines())
                .extracting(Machine::name)
                .containsExactly("host", "ksmlab-g1, whose pages are moved", "ksmlab-g2");
        assertThat(timeline().machines().get(0).curves())
                .extracting(Timeline.Curve::name)
                .containsExactly("merged by KSM", "anonymous memory");
    }

    @Test
    public void theTriggerIsOnTheHostsLaneFromZeroOn() {
        assertThat(lane(0, "migrate_pages(2)").bars())
                .extracting(Bar::title)
                .containsExactly("migrate moves pages of ksmlab-g1: 37.1 s, from 0.0 s");
        assertThat(timeline().trigger()).isPresent();
    }

    @Test
    public void stallsBeyondTheThresholdStandOut() {
        List<Bar> bars = lane(1, "CPU 0").bars();

        assertThat(bars)
                .filteredOn(bar -> bar.style().equals("stall-long"))
                .singleElement()
                .extracting(Bar::title)
                .asString()
                .startsWith("stalled for 28.4 s");
        assertThat(bars).filteredOn(bar -> bar.style().equals("stall")).isNotEmpty();
    }

    @Test
    public void whatACpusThreadWaitedForIsBelowItsStalls() {
        assertThat(lane(1, "CPU 0").bars())
                .filteredOn(bar -> bar.row() == 1)
                .extracting(Bar::style)
                .contains("mmap-read", "migration");
    }

    @Test
    public void aKernelReportIsAMarkOnTheLaneOfItsCpu() {
        assertThat(lane(2, "CPU 1").marks())
                .singleElement()
                .extracting(Timeline.Mark::title)
                .asString()
                .contains("soft lockup - CPU#1 stuck for 4s!");
        assertThat(lane(2, "CPU 0").marks()).isEmpty();
    }

    @Test
    public void aKernelReportThatNamesNoCpuOfTheGuestHasALaneOfItsOwn() {
        golden.append("without-limit-1/console-ksmlab-g2.log", """
                [   70.000000] INFO: task dd:77 blocked for more than 10 seconds.
                [   71.000000] watchdog: BUG: soft lockup - CPU#9 stuck for 4s! [dd:78]
                """);

        Lane lane = lane(2, "reports");
        assertThat(lane.summary()).isEqualTo("2 kernel reports");
        assertThat(lane.marks())
                .extracting(Timeline.Mark::title)
                .containsExactly(
                        "INFO: task dd:77 blocked for more than 10 seconds., at 33.4 s",
                        "watchdog: BUG: soft lockup - CPU#9 stuck for 4s! [dd:78], at 34.4 s");
        assertThat(lane(2, "CPU 0").marks()).isEmpty();
        assertThat(timeline().machines().get(1).lanes()).extracting(Lane::name).doesNotContain("reports");
    }

    @Test
    public void aKernelReportFromBeforeOrAfterTheHostWasWatchedIsNotMoved() {
        String late = "[  500.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 4s! [dd:77]\n";
        golden.write("without-limit-1/console-host.log", late.replace("500", "  1") + late);
        golden.append("without-limit-1/console-ksmlab-g2.log", late);

        assertThat(timeline().machines().get(0).lanes()).extracting(Lane::name).doesNotContain("reports");
        assertThat(lane(2, "CPU 0").marks()).isEmpty();
        assertThat(lane(2, "CPU 0").summary()).endsWith(", 0 kernel reports");
    }

    @Test
    public void otherTasksOfTheHostThatWaitedHaveLanes() {
        assertThat(lane(0, "ksmd waits").bars()).isNotEmpty();
        assertThat(lane(1, "qemu-system-x86 waits").bars())
                .extracting(Bar::style)
                .containsOnly("mmap-write");
    }

    @Test
    public void aTrialThatWatchedNothingHasNone() {
        assertThat(TrialTimeline.of(golden.trial(1, 1))).isEmpty();
    }
}
