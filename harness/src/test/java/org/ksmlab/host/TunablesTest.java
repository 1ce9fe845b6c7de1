package org.ksmlab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.FakeShell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.host.Tunables.Setting;
import org.ksmlab.model.TunableChange;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class TunablesTest {
    private static final String A = "/sys/a";
    private static final String B = "/sys/b";
    private static final String RUN = "/sys/kernel/mm/ksm/run";
    private static final String MAX_PAGE_SHARING = "/sys/kernel/mm/ksm/max_page_sharing";

    private Path folder;
    private Path journal;
    private Map<String, String> before;
    private FakeShell host;

    @BeforeMethod
    public void makeHost() throws IOException {
        folder = Files.createTempDirectory("ksmlab-tunables");
        journal = folder.resolve("journal");
        before = Map.of(A, "1\n", B, "2\n", RUN, "1\n", MAX_PAGE_SHARING, "256\n");
        host = new FakeShell(before);
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private Tunables tunables() {
        return new Tunables(host, journal);
    }

    private static void refuse(String path) {
        throw new CommandFailedException(Command.of("tee", "--", path), "Invalid argument");
    }

    @Test
    public void theOldValueIsOnDiskBeforeTheNewOneIsWritten() {
        host.beforeWrite((path, text) -> assertThat(journal).content().isEqualToIgnoringNewLines("""
                {"path":"/sys/a","old":"1"}
                """));
        tunables().set(Setting.of(A, "10"), soon());
        assertThat(host.writes()).containsExactly("/sys/a=10");
    }

    @Test
    public void whatAlreadyIsAsWantedIsLeftAlone() {
        tunables().set(Setting.of(A, "1"), soon());
        assertThat(host.writes()).isEmpty();
        assertThat(journal).doesNotExist();
    }

    @Test
    public void aTunableThatIsNotThereIsNamed() {
        Tunables tunables = tunables();
        assertThatThrownBy(() -> tunables.set(Setting.of("/sys/none", "1"), soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("cat /sys/none: no such tunable");
        assertThat(journal).doesNotExist();
    }

    @Test
    public void closingRestoresTheLastChangeFirstAndForgetsTheJournal() {
        try (Tunables tunables = tunables()) {
            tunables.set(Setting.of(A, "10"), soon());
            tunables.set(Setting.of(B, "20"), soon());
            tunables.set(Setting.of(A, "11"), soon());
        }
        assertThat(host.writes())
                .containsExactly("/sys/a=10", "/sys/b=20", "/sys/a=11", "/sys/a=10", "/sys/b=2", "/sys/a=1");
        assertThat(journal).doesNotExist();
    }

    @Test
    public void whereNothingWasChangedNothingIsRestored() {
        tunables().restore(soon());
        assertThat(host.writes()).isEmpty();
    }

    @Test
    public void everythingIsUnmergedBeforeTheLimitOnSharingIsPutBack() {
        try (Tunables tunables = tunables()) {
            tunables.set(Setting.of(RUN, "2"), soon());
            tunables.set(Setting.of(MAX_PAGE_SHARING, "1000"), soon());
            tunables.set(Setting.of(RUN, "1"), soon());
        }
        assertThat(host.writes().subList(3, host.writes().size()))
                .containsExactly(RUN + "=2", RUN + "=2", MAX_PAGE_SHARING + "=256", RUN + "=1");
    }

    @Test
    public void nothingIsUnmergedIfTheLimitWasNotChanged() {
        try (Tunables tunables = tunables()) {
            tunables.set(Setting.of(RUN, "0"), soon());
        }
        assertThat(host.writes()).containsExactly(RUN + "=0", RUN + "=1");
    }

    @Test
    public void maxPageSharingIsPutBackWhenTheLastMergedPageIsGone() {
        tunables().set(Setting.of(MAX_PAGE_SHARING, "1000"), soon());
        int[] refusals = {2};
        host.beforeWrite((path, text) -> {
            if (path.equals(MAX_PAGE_SHARING) && refusals[0]-- > 0) {
                refuse(path);
            }
        });
        tunables().restore(soon());
        assertThat(host.files()).containsEntry(MAX_PAGE_SHARING, "256").containsEntry(RUN, "2");
        assertThat(journal).doesNotExist();
    }

    @Test
    public void maxPageSharingThatIsAlwaysRefusedIsAFailureAndRemembered() {
        tunables().set(Setting.of(MAX_PAGE_SHARING, "1000"), soon());
        host.beforeWrite((path, text) -> {
            if (path.equals(MAX_PAGE_SHARING)) {
                refuse(path);
            }
        });
        assertThatThrownBy(() -> tunables().restore(Deadline.in(Duration.ofMillis(700))))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining(MAX_PAGE_SHARING);
        assertThat(journal).exists();
    }

    @Test
    public void anotherProcessRestoresWhatAKilledOneChanged() {
        tunables().set(Setting.of(A, "10"), soon());
        tunables().set(Setting.of(B, "20"), soon());
        tunables().restore(soon());
        assertThat(host.writes()).containsExactly("/sys/a=10", "/sys/b=20", "/sys/b=2", "/sys/a=1");
        assertThat(journal).doesNotExist();
    }

    @Test
    public void aHalfWrittenLastLineIsIgnored() throws IOException {
        tunables().set(Setting.of(A, "10"), soon());
        Files.writeString(journal, "{\"path\":\"/sys/b\",\"ol", StandardOpenOption.APPEND);
        tunables().restore(soon());
        assertThat(host.writes()).containsExactly("/sys/a=10", "/sys/a=1");
    }

    @Test
    public void whatFollowsAHalfWrittenLineIsStillRestored() throws IOException {
        Files.writeString(journal, "{\"path\":\"/sys/b\",\"ol");
        tunables().set(Setting.of(A, "10"), soon());
        tunables().restore(soon());
        assertThat(host.writes()).containsExactly("/sys/a=10", "/sys/a=1");
    }

    @Test
    public void theJournalIsKeptWhenARestoreFails() {
        tunables().set(Setting.of(A, "10"), soon());
        host.beforeWrite((path, text) -> refuse(path));
        Tunables tunables = tunables();
        assertThatThrownBy(() -> tunables.restore(soon()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining(A);
        host.beforeWrite((path, text) -> {});
        tunables().restore(soon());
        assertThat(host.files()).containsEntry(A, "1");
        assertThat(journal).doesNotExist();
    }

    @Test
    public void aRefusedChangeIsRestoredToo() {
        // Nobody knows whether a write that failed changed anything.
        host.beforeWrite((path, text) -> refuse(path));
        Tunables tunables = tunables();
        assertThatThrownBy(() -> tunables.set(Setting.of(A, "10"), soon())).isInstanceOf(CommandFailedException.class);
        host.beforeWrite((path, text) -> {});
        tunables.restore(soon());
        assertThat(host.writes()).containsExactly("/sys/a=1");
    }

    @Test
    public void severalAreWrittenInTheirOrderAndOneThatIsMissingMayBeLeftOut() {
        tunables().set(List.of(Setting.of(B, 20), Setting.ifThere("/sys/none", 1), Setting.of(A, 10)), soon());
        assertThat(host.writes()).containsExactly("/sys/b=20", "/sys/a=10");
    }

    @Test
    public void nothingIsWrittenIfOneThatIsRequiredIsMissing() {
        Tunables tunables = tunables();
        assertThatThrownBy(() -> tunables.set(List.of(Setting.of(A, 10), Setting.of("/sys/none", 1)), soon()))
                .isInstanceOf(CommandFailedException.class);
        assertThat(host.writes()).isEmpty();
        assertThat(journal).doesNotExist();
    }

    @Test
    public void oneThatRefusesItsOldValueDoesNotKeepOthersFromTheirs() {
        tunables().set(List.of(Setting.of(A, 10), Setting.of(B, 20)), soon());
        host.beforeWrite((path, text) -> {
            if (path.equals(B)) {
                refuse(path);
            }
        });
        Tunables tunables = tunables();
        assertThatThrownBy(() -> tunables.restore(soon())).isInstanceOf(CommandFailedException.class);
        assertThat(host.files()).containsEntry(A, "1");
        assertThat(journal).exists();
    }

    @Test
    public void whatWasChangedIsToldWithItsFirstValueAndItsLast() {
        Tunables tunables = tunables();
        tunables.set(Setting.of(A, 10), soon());
        tunables.set(Setting.of(B, 2), soon());
        tunables.set(Setting.of(A, 11), soon());
        assertThat(tunables.changed()).containsExactly(new TunableChange(A, "1", "11"));
    }
}
