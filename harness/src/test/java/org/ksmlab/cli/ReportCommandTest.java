package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import org.ksmlab.report.GoldenRun;
import org.ksmlab.report.SweepRun;
import org.ksmlab.store.Invocation;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class ReportCommandTest {
    private GoldenRun run;
    private StringWriter out;
    private StringWriter err;

    @BeforeMethod
    public void copyRun() {
        run = GoldenRun.copy();
        out = new StringWriter();
        err = new StringWriter();
    }

    @AfterMethod
    public void deleteRun() {
        run.close();
    }

    private int report(String... args) {
        String[] words = new String[args.length + 1];
        words[0] = "report";
        System.arraycopy(args, 0, words, 1, args.length);
        return Main.commandLine(false)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @Test
    public void allReportsAreWrittenAndNamedUnlessSomeAreAskedFor() {
        assertThat(report(run.folder().toString())).isEqualTo(ExitCode.AS_EXPECTED.code());
        assertThat(out.toString().lines())
                .containsExactly(
                        run.folder().resolve("report.html").toString(),
                        run.folder().resolve("report.txt").toString(),
                        run.folder().resolve("report.json").toString(),
                        run.folder().resolve("junit.xml").toString());
    }

    @Test
    public void onlyTheFormatsAskedForAreWritten() {
        assertThat(report(run.folder().toString(), "--format", "json", "--format", "html,text"))
                .isZero();
        assertThat(run.folder().resolve("report.json")).exists();
        assertThat(run.folder().resolve("report.txt")).exists();
        assertThat(run.folder().resolve("junit.xml")).doesNotExist();
    }

    @Test
    public void aFolderThatIsNoRunIsWrongUse() {
        assertThat(report("/no/such/run")).isEqualTo(ExitCode.WRONG_USE.code());
        assertThat(err.toString()).contains("'/no/such/run' has no result.json").hasLineCount(1);
    }

    @Test
    public void aSweepHasAPageAndAText() {
        try (SweepRun sweep = SweepRun.make()) {
            assertThat(report(sweep.folder().toString())).isZero();
            assertThat(out.toString().lines())
                    .containsExactly(
                            sweep.folder().resolve("report.html").toString(),
                            sweep.folder().resolve("report.txt").toString());
            assertThat(report(sweep.folder().toString(), "--format", "json")).isEqualTo(ExitCode.WRONG_USE.code());
            assertThat(err.toString()).contains("sweep.json is for programs").hasLineCount(1);
        }
    }

    @Test
    public void anUnknownFormatIsWrongUse() {
        assertThat(report(run.folder().toString(), "--format", "pdf")).isEqualTo(ExitCode.WRONG_USE.code());
        assertThat(err.toString()).contains("'pdf'", "HTML").hasLineCount(1);
    }

    @Test
    public void aFreshRunGetsItsCommandAndItsReports() {
        FreshReports.write(
                run.folder(), new Invocation(List.of("reproduce", "--quick"), "1.0"), new PrintWriter(err, true));

        assertThat(err.toString()).isEqualTo("report: " + run.folder().resolve("report.html") + "\n");
        assertThat(run.folder().resolve("report.html")).content().contains("./ksmlab reproduce --quick");
    }

    @Test
    public void aReportThatFailsCostsALine() throws IOException {
        Files.createDirectories(run.folder().resolve("report.html/in the way"));

        FreshReports.write(run.folder(), new Invocation(List.of("reproduce"), "1.0"), new PrintWriter(err, true));

        assertThat(err.toString())
                .startsWith("ksmlab: no report: ")
                .contains("report.html")
                .hasLineCount(1);
    }
}
