package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class KmsgStreamTest {
    private static final String BOOT = "2fdeedcc-1ebc-4ed7-b855-68c0cc1f8253\n";
    private static final String OTHER_BOOT = "0a1b2c3d-1ebc-4ed7-b855-68c0cc1f8253\n";

    private KmsgStream stream;
    private List<ConsoleRecord> records;
    private ByteArrayOutputStream raw;

    @BeforeMethod
    public void begin() {
        stream = new KmsgStream("host");
        records = new ArrayList<>();
        raw = new ByteArrayOutputStream();
        stream.begin();
    }

    static String record(long sequence) {
        return "6," + sequence + "," + sequence * 1000 + ",-;record " + sequence + "\n SUBSYSTEM=test\n";
    }

    static String records(long first, long last) {
        StringBuilder all = new StringBuilder();
        for (long sequence = first; sequence <= last; sequence++) {
            all.append(record(sequence));
        }
        return all.toString();
    }

    private void take(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.accept(bytes, bytes.length, Instant.EPOCH, (record, line) -> {
            records.add(record);
            raw.writeBytes(line);
        });
    }

    private List<String> texts() {
        return records.stream().map(ConsoleRecord::text).toList();
    }

    @Test
    public void everyRecordIsDeliveredOnceThoughEachReadingStartsWithTheOldest() throws IOException {
        take(BOOT + records(5, 7));
        stream.begin();
        take(BOOT + records(5, 9));
        assertThat(texts()).containsExactly("record 5", "record 6", "record 7", "record 8", "record 9");
        assertThat(raw.toString(StandardCharsets.UTF_8)).isEqualTo(records(5, 9));
    }

    @Test
    public void overwrittenRecordsAreAGapThatIsCounted() throws IOException {
        take(BOOT + records(5, 7));
        stream.begin();
        take(BOOT + records(100, 101));
        assertThat(texts())
                .containsExactly("record 5", "record 6", "record 7", "92 records lost", "record 100", "record 101");
        assertThat(records.get(3).lost()).isEqualTo(92);
        assertThat(records.get(4).lost()).isZero();
        assertThat(raw.toString(StandardCharsets.UTF_8))
                .isEqualTo(records(5, 7) + "# 92 records lost\n" + records(100, 101));
    }

    @Test
    public void whatWasLostBeforeTheFirstReadingIsNoGap() throws IOException {
        take(BOOT + records(100, 100));
        assertThat(texts()).containsExactly("record 100");
    }

    @Test
    public void anotherBootCountsAnew() throws IOException {
        take(BOOT + records(5, 7));
        stream.begin();
        take(OTHER_BOOT + records(0, 1));
        assertThat(texts()).containsExactly("record 5", "record 6", "record 7", "record 0", "record 1");
    }

    @Test
    public void aReadingThatBreaksOffInARecordLeavesNoHalf() throws IOException {
        take(BOOT + record(5) + "6,6,6000,-;reco");
        stream.begin();
        take(BOOT + records(5, 6));
        assertThat(texts()).containsExactly("record 5", "record 6");
    }

    @Test
    public void theBytesMayBeCutAnywhereWithinALine() throws IOException {
        String all = BOOT + "6,5,5000,-;record 5\n6,6,6000,-;record 6\n";
        for (int i = 0; i < all.length(); i++) {
            take(all.substring(i, i + 1));
        }
        assertThat(texts()).containsExactly("record 5", "record 6");
    }

    @Test
    public void whatTheSinkCouldNotTakeComesAgain() throws IOException {
        take(BOOT + record(5));
        byte[] later = (BOOT + record(9)).getBytes(StandardCharsets.UTF_8);
        stream.begin();
        assertThatThrownBy(() -> stream.accept(later, later.length, Instant.EPOCH, (record, line) -> {
                    if (record.lost() == 0) {
                        throw new IOException("disk full");
                    }
                    records.add(record);
                }))
                .hasMessage("disk full");
        stream.begin();
        take(BOOT + record(9));
        assertThat(texts()).containsExactly("record 5", "3 records lost", "record 9");
    }

    @Test
    public void aLineThatNeverEndsIsGivenUp() throws IOException {
        for (int i = 0; i < 20; i++) {
            take("x".repeat(10_000));
        }
        take("\n" + record(1));
        assertThat(texts()).containsExactly("record 1");
    }
}
