package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class SweepReportTest {
    private SweepRun run;

    @BeforeMethod
    public void makeRun() {
        run = SweepRun.make();
    }

    @AfterMethod
    public void deleteRun() {
        run.close();
    }

    private String report(ReportFormat format) throws IOException {
        return Files.readString(Reports.write(run.folder(), List.of(format)).get(0));
    }

    @Test
    public void theTextSaysWhatThePointsSayAndWhatTheHostsSecondsAreWorth() throws IOException {
        assertThat(report(ReportFormat.TEXT))
                .startsWith("As expected: ")
                .contains("without-limit: the longest stall grows by", "limit-256: a plateau", "4,000,000")
                .contains("The host was emulated")
                .contains("./ksmlab sweep --sharers 10000,50000,150000");
    }

    @Test
    public void theTextIsAsciiOfAtMost80Columns() throws IOException {
        assertThat(report(ReportFormat.TEXT).lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).matches("[ -~]*"));
    }

    @Test
    public void thePageHasARowForEachTrialAndEscapesWhatItSays() throws IOException {
        String page = report(ReportFormat.HTML);
        assertThat(page.split("data-label=\"longest read\"", -1)).hasSize(1 + 7);
        assertThat(page).contains("&lt;script&gt;window.hacked").doesNotContain("<script>window.hacked");
    }

    @Test
    public void aSweepWithoutPointsHasNoPlotAndSaysSo() throws IOException {
        String sweep = Files.readString(run.folder().resolve("sweep.json"));
        Files.writeString(
                run.folder().resolve("sweep.json"),
                sweep.replaceAll("(?s)\"trials\" : \\[ \\{.*?\\} \\],\\s*\"curves\"", "\"trials\" : [ ], \"curves\""));
        assertThat(report(ReportFormat.HTML)).contains("No trial gave a point").doesNotContain("class=\"dose\"");
    }
}
