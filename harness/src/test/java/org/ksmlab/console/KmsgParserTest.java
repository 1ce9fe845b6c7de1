package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class KmsgParserTest {
    /** The record of this number in kmsg.txt, with its dictionary. */
    private static KmsgRecord golden(long sequence) throws IOException {
        try (InputStream in = Objects.requireNonNull(KmsgParserTest.class.getResourceAsStream("/console/kmsg.txt"))) {
            String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher record = Pattern.compile("^\\d+," + sequence + ",.*\n(?: .*\n)*", Pattern.MULTILINE)
                    .matcher(all);
            assertThat(record.find()).as("record %s", sequence).isTrue();
            return KmsgParser.parse(record.group()).orElseThrow();
        }
    }

    @Test
    public void aRecordIsReadWithItsDictionary() throws IOException {
        KmsgRecord record = golden(194);
        assertThat(record.facility()).isZero();
        assertThat(record.level()).isEqualTo(6);
        assertThat(record.kernelTime()).isEqualTo(Duration.ofNanos(302_570_000));
        assertThat(record.fragment()).isFalse();
        assertThat(record.text())
                .isEqualTo("acpi PNP0A08:00: PCIe port services disabled; not requesting _OSC control");
        assertThat(record.dictionary()).isEqualTo(Map.of("SUBSYSTEM", "acpi", "DEVICE", "+acpi:PNP0A08:00"));
    }

    @Test
    public void aRecordOfAProgramHasItsFacility() throws IOException {
        assertThat(golden(345).facility()).isEqualTo(1);
        assertThat(golden(345).level()).isEqualTo(6);
    }

    @Test
    public void escapesAreBytesOfUtf8AndControlSequencesAreTakenOut() throws IOException {
        assertThat(golden(345).text()).isEqualTo("ksmlab: grüße \\ red");
    }

    @Test
    public void aTabStaysAndALineEndInTheTextToo() throws IOException {
        assertThat(golden(90).text()).isEqualTo("rcu: \tRCU restricting CPUs from NR_CPUS=256 to nr_cpu_ids=2.");
        assertThat(golden(286).text().lines()).hasSize(2);
    }

    @Test
    public void whatLaterKernelsAddToThePrefixIsPassedOver() {
        KmsgRecord record = KmsgParser.parse("6,416,1758426,-,caller=T1;a text; with a semicolon\n")
                .orElseThrow();
        assertThat(record.text()).isEqualTo("a text; with a semicolon");
    }

    @DataProvider
    public Object[][] fragments() {
        return new Object[][] {{"4,1,2,c;begin", true}, {"4,1,2,+;end", true}, {"4,1,2,-;whole", false}};
    }

    @Test(dataProvider = "fragments")
    public void aFragmentOfALineIsKnownByItsFlag(String record, boolean fragment) {
        assertThat(KmsgParser.parse(record).orElseThrow().fragment()).isEqualTo(fragment);
    }

    @DataProvider
    public Object[][] noRecords() {
        return new Object[][] {
            {""},
            {"\n"},
            {" SUBSYSTEM=acpi\n"},
            {"cat: /dev/kmsg: Broken pipe\n"},
            {"6,1;text"},
            {"6,1,2,-"},
            {"6,99999999999999999999,2,-;text"},
            {"-6,1,2,-;text"},
        };
    }

    @Test(dataProvider = "noRecords")
    public void whatIsNoRecordIsNone(String text) {
        assertThat(KmsgParser.parse(text)).isEmpty();
    }
}
