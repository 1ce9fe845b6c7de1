package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ksmlab.experiment.EvidenceBuilder.FIRST;
import static org.ksmlab.experiment.EvidenceBuilder.SECOND;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.Stall;
import org.ksmlab.store.Json;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class EvidenceTest {
    private static final String SOFT_LOCKUP =
            "[  110.250000] watchdog: BUG: soft lockup - CPU#1 stuck for 6s! [filler:211]\n";

    private Path folder;
    private Path trial;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-evidence");
        trial = folder.resolve("trial.json");
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    public void aTrialsRecordIsReadAsItWasWritten() {
        TrialRecord full = new EvidenceBuilder()
                .calls(EvidenceBuilder.call(1000, 1020, 62), EvidenceBuilder.runningCall(1021))
                .forbiddenCpuThread("worker (4650) on 0-3")
                .withoutClock(SECOND)
                .trial();
        Json.write(trial, full);
        assertThat(Evidence.read(folder).trial()).isEqualTo(full);
    }

    @Test
    public void whatWasNotMeasuredIsReadAsNotMeasured() {
        TrialRecord failed = new EvidenceBuilder()
                .failure("cannot reach lab")
                .sharers(Optional.empty())
                .pagesBefore(Optional.empty())
                .pagesAfter(Optional.empty())
                .quietFrom(Optional.empty())
                .calls()
                .withoutGuests()
                .trial();
        Json.write(trial, failed);
        assertThat(Evidence.read(folder).trial()).isEqualTo(failed);
    }

    @Test
    public void whatMetersAndConsolesSaidIsReadByGuest() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        write("stalls-ksmlab-g1.log", "beat cpu=0 now_ns=7\nstall cpu=0 start_ns=8 end_ns=9 in=sleep\n");
        write("console-ksmlab-g1.log", "[    5.000000] all is well\n");
        write("console-ksmlab-g2.log", SOFT_LOCKUP);
        write("console-host.log", "[  900.000000] BUG: unable to handle page fault for address: ffff888000000000\n");

        Evidence evidence = Evidence.read(folder);
        assertThat(evidence.meters()).containsOnlyKeys(FIRST);
        assertThat(evidence.meters()).hasEntrySatisfying(FIRST, meter -> {
            assertThat(meter.stalls()).containsExactly(new Stall(0, 8, 9));
            assertThat(meter.firstBeatNs()).isEqualTo(Map.of(0, 7L));
        });
        assertThat(evidence.findings()).containsOnlyKeys(FIRST, SECOND);
        assertThat(evidence.findings())
                .hasEntrySatisfying(FIRST, none -> assertThat(none).isEmpty());
        assertThat(evidence.findings())
                .hasEntrySatisfying(
                        SECOND,
                        lockups -> assertThat(lockups).singleElement().satisfies(lockup -> {
                            assertThat(lockup.kind()).isEqualTo(FindingKind.SOFT_LOCKUP);
                            assertThat(lockup.kernelTime()).isEqualTo(110.25);
                            assertThat(lockup.duration()).hasSeconds(6);
                        }));
        assertThat(evidence.hostFindings()).extracting(Finding::kind).containsExactly(FindingKind.OOPS);
    }

    @Test
    public void whatAGuestWroteNeedNotBeText() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        byte[] noText = "\u00ff\u0000 beat cpu=\u00fe\nbeat cpu=0 now_ns=7\n".getBytes(StandardCharsets.ISO_8859_1);
        for (String name : List.of("stalls-ksmlab-g1.log", "console-ksmlab-g1.log", "console-host.log", "stacks.log")) {
            Files.write(folder.resolve(name), noText);
        }
        Evidence evidence = Evidence.read(folder);
        assertThat(evidence.meters())
                .hasEntrySatisfying(
                        FIRST, meter -> assertThat(meter.firstBeatNs()).isEqualTo(Map.of(0, 7L)));
        assertThat(evidence.waits().mmapLockWriters()).isEmpty();
    }

    @Test
    public void aGuestWithoutFilesIsAbsentAndNotSilent() {
        Json.write(trial, new EvidenceBuilder().trial());
        Evidence evidence = Evidence.read(folder);
        assertThat(evidence.meters()).isEmpty();
        assertThat(evidence.findings()).isEmpty();
        assertThat(evidence.hostFindings()).isEmpty();
    }

    @Test
    public void aFolderWithoutARecordIsRefusedWithTheFilesName() {
        assertThatThrownBy(() -> Evidence.read(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(trial.toString());
    }

    @Test
    public void aKeyThatThisVersionDoesNotKnowIsRefusedWithItsName() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        write("trial.json", Files.readString(trial).replaceFirst("\\{", "{\"later_idea\": 1,"));
        assertThatThrownBy(() -> Evidence.read(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(trial.toString())
                .hasMessageContaining("later_idea");
    }

    @Test
    public void aRecordFromBeforeArmsHadKernelsIsReadAllTheSame() throws IOException {
        TrialRecord record = new EvidenceBuilder().trial();
        Json.write(trial, record);
        String now = Files.readString(trial);
        String before = now.replaceFirst("\"kernel\" : null,", "").replaceFirst("\"host_kernel\" : \\{[^}]*},", "");
        assertThat(before).hasSizeLessThan(now.length() - 40);
        write("trial.json", before);
        TrialRecord read = Evidence.read(folder).trial();
        assertThat(read.arm()).isEqualTo(record.arm());
        assertThat(read.hostKernel()).isEmpty();
    }

    @Test
    public void aKeyThatIsMissingIsRefusedWithItsName() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        write("trial.json", Files.readString(trial).replaceFirst("\"emulated\" : true,", ""));
        assertThatThrownBy(() -> Evidence.read(folder)).hasMessageContaining("emulated");
    }

    @Test
    public void aRecordOfTheFirstVersionTellsNoTunables() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        String first = Files.readString(trial).replaceFirst("\"version\" : 2,", "\"version\" : 1,");
        write("trial.json", first.replaceFirst(",\\s*\"tunables\" : \\[ ?\\]", ""));
        assertThat(Files.readString(trial)).doesNotContain("tunables");
        assertThat(Evidence.read(folder).trial().tunables()).isEmpty();
    }

    @Test
    public void aRecordOfAnotherVersionIsRefusedWithBothVersions() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        write("trial.json", Files.readString(trial).replaceFirst("\"version\" : 2,", "\"version\" : 3,"));
        assertThatThrownBy(() -> Evidence.read(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(trial.toString())
                .hasMessageContaining("version 3 is newer than what this ksmlab reads: 1 to 2");
    }

    @Test
    public void aRecordOfAnotherVersionIsRefusedForThatWhateverElseIsNewInIt() throws IOException {
        write("trial.json", "{\"later_idea\": 1, \"version\": 3}");
        assertThatThrownBy(() -> Evidence.read(folder))
                .hasMessageContaining(trial.toString())
                .hasMessageContaining("version 3 is newer than what this ksmlab reads: 1 to 2");
    }

    @Test
    public void aRecordWithoutAVersionIsOlderThanAllThatIsRead() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        write("trial.json", Files.readString(trial).replaceFirst("\"version\" : 2,", ""));
        assertThatThrownBy(() -> Evidence.read(folder))
                .hasMessageContaining(trial.toString())
                .hasMessageContaining("version 0 is older than what this ksmlab reads: 1 to 2");
    }

    @Test
    public void aGuestsNameThatWouldLeadOutOfTheFolderIsRefused() throws IOException {
        Json.write(trial, new EvidenceBuilder().trial());
        write("trial.json", Files.readString(trial).replace("ksmlab-g1", "x/../../../etc/motd"));
        assertThatThrownBy(() -> Evidence.read(folder)).hasMessageContaining("name: 'x/../../../etc/motd'");
    }
}
