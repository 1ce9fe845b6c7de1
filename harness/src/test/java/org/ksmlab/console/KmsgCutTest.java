package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.ksmlab.command.TestFolders;
import org.ksmlab.ssh.LoopbackSshd;
import org.ksmlab.ssh.SshShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The real log of this machine's kernel, over a real sshd that is cut off and comes back: what arrives is counted by sequence numbers. */
public class KmsgCutTest {
    private static final Path KMSG = Path.of("/dev/kmsg");

    /** How long a host's sshd is gone. */
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    /** How long one is paused. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** The longest that /dev/kmsg takes: LOG_LINE_MAX in kernel/printk/printk.c, less the prefix. */
    private static final String LONG_LINE = "x".repeat(900);

    /** Kernel logs of up to 16 MiB are overrun. */
    private static final int MOST_LINES = 20_000;

    /** What a reader of /dev/kmsg has to have room for (PRINTKRB_RECORD_MAX). */
    private static final int LONGEST_RECORD = 8192;

    /** Of a test: the kernel's log has what others said, too. */
    private String mark = "";

    private Path folder;
    private Heard heard;

    @BeforeMethod
    public void needTheLog() throws IOException {
        if (!Files.isReadable(KMSG) || !Files.isWritable(KMSG)) {
            throw new SkipException("this user may not use /dev/kmsg");
        }
        folder = Files.createTempDirectory("ksmlab-kmsg");
        heard = new Heard();
        mark = "ksmlab test " + UUID.randomUUID() + " ";
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        if (folder != null) {
            TestFolders.delete(folder);
        }
    }

    /** Logins and a whole kernel log, on a machine that has other work. */
    private static Deadline patient() {
        return Deadline.in(Duration.ofMinutes(3));
    }

    /** Each with a writer of its own, since the kernel drops what one writes too fast (printk.devkmsg=ratelimit). */
    private void say(String text) throws IOException {
        Files.writeString(KMSG, "<14>" + mark + text + "\n");
    }

    /** A line now and then, counted on from {@code said}; returns how many there are now. */
    private int sayOn(int said, Duration time) throws IOException {
        int next = said;
        Deadline end = Deadline.in(time);
        while (!end.expired()) {
            say(next++ + ".");
            Await.until("the next line", patient(), Deadline.in(Duration.ofMillis(200))::expired);
        }
        return next;
    }

    private List<ConsoleRecord> ours() {
        return heard.records().stream()
                .filter(record -> record.text().startsWith(mark))
                .toList();
    }

    /** Sequence numbers that were skipped without a word, and those that were said to be lost. */
    private record Count(long silently, long stated) {
        static Count of(List<ConsoleRecord> records) {
            long silently = 0;
            long stated = 0;
            long next = -1;
            for (ConsoleRecord record : records) {
                if (record.lost() > 0) {
                    stated += record.lost();
                    next += record.lost();
                } else {
                    long sequence = record.sequence().orElseThrow();
                    silently += next < 0 ? 0 : Math.abs(sequence - next);
                    next = sequence + 1;
                }
            }
            return new Count(silently, stated);
        }
    }

    @Test
    public void nothingIsLostThatTheKernelStillHasWhenSshdIsBack() throws IOException {
        int said = 0;
        try (LoopbackSshd sshd = LoopbackSshd.start();
                KmsgFollower follower = KmsgFollower.start("host", sshd::connect, folder.resolve("raw"), heard)) {
            while (said < 50) {
                say(said++ + ".");
            }
            heard.awaitText(mark + "49.", patient());
            sshd.killServers();
            while (said < 100) {
                say(said++ + ".");
            }
            heard.awaitText(mark + "99.", patient());
            sshd.stop();
            said = sayOn(said, OUTAGE);
            assertThat(ours()).as("said while nobody listens").hasSize(100);
            sshd.startAgain();
            heard.awaitText(mark + (said - 1) + ".", patient());
            assertThat(follower.trouble()).isEmpty();
        }
        assertThat(ours().stream().map(record -> record.text().substring(mark.length())))
                .containsExactlyElementsOf(
                        IntStream.range(0, said).mapToObj(i -> i + ".").toList());
        assertThat(Count.of(heard.records())).isEqualTo(new Count(0, 0));
    }

    /** As a guest is that is paused, or in a long walk: its connection is silent and stays. */
    @Test
    public void aHostThatIsPausedIsHeardOnWhenItGoesOn() throws IOException {
        int said = 0;
        try (LoopbackSshd sshd = LoopbackSshd.start();
                KmsgFollower follower = KmsgFollower.start(
                        "guest",
                        () -> SshShell.connect(sshd.target().withSilence(Duration.ofMinutes(5)), patient()),
                        folder.resolve("raw"),
                        heard)) {
            say(said++ + ".");
            heard.awaitText(mark + "0.", patient());
            sshd.freezeServers();
            said = sayOn(said, PAUSE);
            assertThat(ours()).as("said while it is paused").hasSize(1);
            sshd.thawServers();
            heard.awaitText(mark + (said - 1) + ".", patient());
            assertThat(follower.trouble()).isEmpty();
        }
        assertThat(ours()).hasSize(said);
        assertThat(Count.of(heard.records())).isEqualTo(new Count(0, 0));
    }

    @Test
    public void whatTheKernelOverwroteMeanwhileIsAGapOfItsSize() throws IOException {
        try (LoopbackSshd sshd = LoopbackSshd.start();
                KmsgFollower follower = KmsgFollower.start("host", sshd::connect, folder.resolve("raw"), heard)) {
            say("before");
            heard.awaitText(mark + "before", patient());
            sshd.stop();
            int said = 0;
            while (oldestIsNotAfter(last())) {
                assertThat(said).as("lines that did not overrun the log").isLessThan(MOST_LINES);
                for (int i = 0; i < 100; i++) {
                    say(said++ + LONG_LINE);
                }
            }
            say("after");
            sshd.startAgain();
            heard.awaitText(mark + "after", patient());
            assertThat(follower.trouble()).isEmpty();
        }
        Count count = Count.of(heard.records());
        assertThat(count.silently()).isZero();
        assertThat(count.stated()).isPositive();
    }

    /** The last record that was heard. */
    private long last() {
        return heard.records().stream()
                .flatMapToLong(record -> record.sequence().stream())
                .max()
                .orElseThrow();
    }

    /** A new reader of /dev/kmsg gets the oldest record first. */
    private static boolean oldestIsNotAfter(long sequence) throws IOException {
        try (InputStream log = Files.newInputStream(KMSG)) {
            byte[] buffer = new byte[LONGEST_RECORD]; // one read(2) is one record
            String record = new String(buffer, 0, log.read(buffer), StandardCharsets.ISO_8859_1);
            return Long.parseLong(record.split(",", 3)[1]) <= sequence;
        }
    }
}
