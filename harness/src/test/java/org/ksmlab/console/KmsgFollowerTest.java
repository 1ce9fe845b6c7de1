package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ksmlab.console.KmsgStreamTest.records;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.TestFolders;
import org.ksmlab.local.LocalShell;
import org.ksmlab.ssh.LoopbackSshd;
import org.ksmlab.ssh.SshShell;
import org.ksmlab.ssh.SshTarget;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class KmsgFollowerTest {
    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    private Path folder;
    private Path raw;
    private Heard heard;

    @BeforeMethod
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ksmlab-kmsg");
        raw = folder.resolve("raw");
        heard = new Heard();
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    @Test
    public void anOverrunReaderIsStartedAgainAndTheLossIsCounted() throws IOException {
        String boot = "2fdeedcc-1ebc-4ed7-b855-68c0cc1f8253\n";
        ScriptedShell shell =
                new ScriptedShell("cat: /dev/kmsg: Broken pipe\n", boot + records(1, 3), boot + records(7, 8));
        try (KmsgFollower follower = KmsgFollower.start("host", () -> shell, raw, heard)) {
            heard.awaitText("record 8");
            assertThat(heard.texts())
                    .containsExactly("record 1", "record 2", "record 3", "3 records lost", "record 7", "record 8");
            assertThat(follower.trouble()).isEmpty();
        }
        assertThat(raw).hasContent(records(1, 3) + "# 3 records lost\n" + records(7, 8));
    }

    @Test
    public void whyNothingComesIsSaid() {
        HostUnreachableException unreachable = new HostUnreachableException("host", null);
        try (KmsgFollower follower = KmsgFollower.start(
                "host",
                () -> {
                    throw unreachable;
                },
                raw,
                heard)) {
            Await.until("trouble", soon(), () -> follower.trouble().isPresent());
            assertThat(follower.trouble()).containsSame(unreachable);
        }
    }

    /** A file in the place of /dev/kmsg: each reading starts with the oldest record, but ends; then there is another one. */
    private String kmsg(String records) throws IOException {
        return Files.writeString(folder.resolve("kmsg"), records).toString();
    }

    @Test
    public void aBrokenConnectionLosesNothingAndRepeatsNothing() throws IOException {
        try (LoopbackSshd sshd = LoopbackSshd.start();
                KmsgFollower follower =
                        KmsgFollower.start("host", sshd::connect, BOOT_ID, kmsg(records(1, 3)), raw, heard)) {
            heard.awaitText("record 3");
            sshd.killServers();
            Await.until("the lost connection", soon(), () -> isUnreachable(follower));
            kmsg(records(2, 5));
            heard.awaitText("record 5");
            assertThat(heard.texts()).containsExactly("record 1", "record 2", "record 3", "record 4", "record 5");
        }
    }

    @Test
    public void aHostFrozenForLongerThanItsConnectionLastsIsFollowedOn() throws IOException {
        try (LoopbackSshd sshd = LoopbackSshd.start()) {
            SshTarget target = sshd.target().withSilence(Duration.ofSeconds(4));
            try (KmsgFollower follower = KmsgFollower.start(
                    "host", () -> SshShell.connect(target, soon()), BOOT_ID, kmsg(records(1, 1)), raw, heard)) {
                heard.awaitText("record 1");
                sshd.freezeServers();
                kmsg(records(1, 2));
                Await.until("the lost connection", soon(), () -> isUnreachable(follower));
                sshd.thawServers();
                heard.awaitText("record 2");
                assertThat(heard.texts()).containsExactly("record 1", "record 2");
            }
        }
    }

    private static boolean isUnreachable(KmsgFollower follower) {
        return follower.trouble()
                .filter(HostUnreachableException.class::isInstance)
                .isPresent();
    }

    @Test
    public void closingIsQuickAlsoWhileConnecting() {
        KmsgFollower follower = KmsgFollower.start(
                "host",
                () -> {
                    Await.until("a host that never comes", Deadline.in(Duration.ofHours(1)), () -> false);
                    throw new AssertionError();
                },
                raw,
                heard);
        Instant start = Instant.now();
        follower.close();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    public void theLogOfThisMachineIsFollowed() throws IOException {
        Path kmsg = Path.of("/dev/kmsg");
        if (!Files.isReadable(kmsg) || !Files.isWritable(kmsg)) {
            throw new SkipException("this user may not use /dev/kmsg");
        }
        String mark = "ksmlab test " + UUID.randomUUID();
        try (KmsgFollower follower = KmsgFollower.start("host", LocalShell::new, raw, heard)) {
            Await.until("the log so far", soon(), () -> !heard.records().isEmpty());
            Files.writeString(kmsg, "<14>" + mark + "\n");
            heard.awaitText(mark);
            assertThat(follower.trouble()).isEmpty();
        }
        assertThat(heard.records())
                .allSatisfy(record -> assertThat(record.lost()).isZero());
    }
}
