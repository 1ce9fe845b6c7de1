package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.ksmlab.report.SweepRun;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class SweepFolderTest {
    private SweepRun run;

    @BeforeMethod
    public void makeRun() {
        run = SweepRun.make();
    }

    @AfterMethod
    public void deleteRun() {
        run.close();
    }

    private void endedAt(String trial, long second) throws IOException {
        Path result = run.folder().resolve(trial).resolve("scale.json");
        Files.setLastModifiedTime(result, FileTime.fromMillis(second * 1000));
    }

    @Test
    public void finishedTrialsAreKeptInTheOrderInWhichTheyEnded() throws IOException {
        endedAt("limit-256-50000-1", 1);
        endedAt("without-limit-150000-1", 2);
        assertThat(SweepFolder.of(run.folder()).takeUp().keySet())
                .hasSize(7)
                .startsWith("limit-256-50000-1", "without-limit-150000-1");
    }

    @Test
    public void halfATrialIsSetAside() throws IOException {
        Path half = Files.createDirectory(run.folder().resolve("limit-256-150000-2"));
        assertThat(SweepFolder.of(run.folder()).takeUp()).hasSize(7).doesNotContainKey("limit-256-150000-2");
        assertThat(half).doesNotExist();
        assertThat(run.folder().resolve("limit-256-150000-2.aborted")).isDirectory();
    }

    @Test
    public void aSecondHalfOfTheSameTrialIsSetAsideBesideTheFirst() throws IOException {
        for (int i = 0; i < 2; i++) {
            Files.createDirectory(run.folder().resolve("limit-256-150000-2"));
            assertThat(SweepFolder.of(run.folder()).takeUp()).hasSize(7);
        }
        assertThat(run.folder().resolve("limit-256-150000-2.aborted-2")).isDirectory();
    }

    @Test
    public void aFolderWithoutASweepIsRefusedWithItsFile() {
        Path nowhere = Path.of("/no/such/sweep");
        assertThatThrownBy(() -> SweepFolder.of(nowhere))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/no/such/sweep/sweep.json");
    }
}
