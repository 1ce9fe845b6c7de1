package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class CompareCommandTest {
    private Path run;
    private StringWriter out;
    private StringWriter err;

    @BeforeMethod
    public void makeRun() throws IOException {
        run = Files.createTempDirectory("ksmlab-compare").toRealPath();
        out = new StringWriter();
        err = new StringWriter();
        write(arm("without-limit"));
    }

    private void write(ArmResult... arms) {
        Json.write(run.resolve(CampaignResult.FILE), CampaignResult.of(run, List.of(arms)));
    }

    /** Of one trial. */
    private static ArmResult arm(String name) {
        TrialResult stalled = new TrialResult(
                Verdict.REPRODUCED,
                "ksmlab-g1 stalled",
                Optional.of(45_056L),
                Optional.of(38.5),
                Optional.of(4.8),
                Optional.of(1),
                Map.of(),
                Map.of("merge", 9.6));
        return new ArmResult(name, Verdict.REPRODUCED, List.of(stalled));
    }

    @AfterMethod(alwaysRun = true)
    public void removeRun() throws IOException {
        TestFolders.delete(run);
    }

    private int compare(Object... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "compare";
        for (int i = 0; i < arguments.length; i++) {
            words[i + 1] = arguments[i].toString();
        }
        return Main.commandLine(false)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @Test
    public void aRunIsShownInTablesThatFitATerminalAndInSentences() {
        assertThat(compare(run)).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
            arm                     answers  reproduced         rate, 95 %  no answer
            without-limit                 1           1         3 to 100 %          0

            arm                  seconds of            trials     median      interval, 95 %
            without-limit        longest guest stall        1        4.8      too few trials
            without-limit        trigger                    1       38.5      too few trials
            without-limit        merge                      1        9.6      too few trials

            without-limit: 1 of 1 reproduced, a rate of 3 % to 100 % (95 %); undecided: it would take 1 more with the bug, or 4 more without it
            note: not known which host, kernel and scenario it was: cannot read RUN/without-limit-1/trial.json
            seed of the intervals: 1680513
            """.replace("RUN", String.valueOf(run.getFileName())));
        assertThat(out.toString().lines().limit(7)).allMatch(line -> line.length() <= 80);
    }

    @Test
    public void armsOfWhichNothingCanBeSaidShareALine() {
        write(arm("without-limit"), arm("half"), arm("quarter"));
        assertThat(compare(run)).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("no verdict")))
                .containsExactly("half, quarter against without-limit: no verdict: too few trials;"
                        + " it would take 6 of each that give an answer");
    }

    @Test
    public void dosesAreDrawnOutToWhatIsAskedForAndThatIsAtLeastOne() {
        assertThat(compare(run, "--predict", "0")).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: --predict: 0, must be at least 1; see ksmlab compare --help%n"));
    }

    @Test
    public void programsGetOneLineOfJson() {
        assertThat(compare(run, "--format", "json", "--seed", "7")).isZero();
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(out.toString()).contains("\"seed\":7", "\"reproduced\":1", "\"name\":\"without-limit\"");
    }

    @Test
    public void aFolderThatIsNoRunIsOneLineAndWrongUse() throws IOException {
        Path none = Files.createDirectory(run.resolve("none"));
        assertThat(compare(run, none)).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: no run: %s has no result.json; see ksmlab compare --help%n", none));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    public void aResultThatIsHalfWrittenIsOneLineThatNamesIt() throws IOException {
        Files.writeString(run.resolve(CampaignResult.FILE), "{\"version\": 1, ");
        assertThat(compare(run)).isEqualTo(64);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("result.json");
    }

    @Test
    public void anArmsNameThatIsNoneIsOneLineThatCannotDriveTheTerminal() throws IOException {
        Path file = run.resolve(CampaignResult.FILE);
        Files.writeString(file, Files.readString(file).replace("without-limit", "../\\u001b[2J\\u009b2J\\nx"));
        assertThat(compare(run)).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains(file + ": arms.0: name: '../?[2J?2J; x' must be small letters")
                .doesNotContain("\u001b", "\u009b")
                .hasLineCount(1);
    }

    @Test
    public void noRunIsWrongUse() {
        assertThat(compare()).isEqualTo(64);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    public void aCampaignNeedsAFileOrARun() {
        int exit = Main.commandLine(false).setErr(new PrintWriter(err, true)).execute("campaign");
        assertThat(exit).isEqualTo(64);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    public void aWrongCampaignFileIsOneLineWithFileLineAndKey() throws IOException {
        Path file = Files.writeString(run.resolve("c.yaml"), "dose: quick\ntrials: many\narms: []\n");
        int exit = Main.commandLine(false).setErr(new PrintWriter(err, true)).execute("campaign", file.toString());
        assertThat(exit).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: %s:2: trials: 'many' is no int; see ksmlab campaign --help%n", file));
    }
}
