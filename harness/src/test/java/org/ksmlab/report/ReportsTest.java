package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ksmlab.store.Invocation;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

public class ReportsTest {
    private GoldenRun golden;
    private GoldenRun hostile;

    @BeforeMethod
    public void copyRuns() {
        golden = GoldenRun.copy();
        hostile = GoldenRun.hostile();
    }

    @AfterMethod
    public void deleteRuns() {
        golden.close();
        hostile.close();
    }

    private String golden(ReportFormat format) {
        return format.of(golden.read());
    }

    private String hostile(ReportFormat format) {
        return format.of(hostile.read());
    }

    // --- all of them ------------------------------------------------------------------------------------------------

    @Test
    public void allGoToTheRunsFolder() {
        List<Path> files = Reports.write(golden.folder(), EnumSet.allOf(ReportFormat.class));

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("report.html", "report.txt", "report.json", "junit.xml");
        assertThat(files).allMatch(Files::isRegularFile);
    }

    @Test
    public void aReportThatCannotBeWrittenIsNamed() throws IOException {
        Files.createDirectories(golden.folder().resolve("report.html").resolve("in the way"));

        assertThatThrownBy(() -> Reports.write(golden.folder(), List.of(ReportFormat.HTML)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("report.html");
    }

    @DataProvider
    public Object[][] formats() {
        return EnumSet.allOf(ReportFormat.class).stream()
                .map(format -> new Object[] {format})
                .toArray(Object[][]::new);
    }

    @Test(dataProvider = "formats")
    public void noReportHasAControlCharacterOfAGuests(ReportFormat format) {
        assertThat(hostile(format)).doesNotContainPattern("[\\p{Cc}&&[^\\n]]").doesNotContain("\u202e");
    }

    @Test(dataProvider = "formats")
    public void everyReportNamesTheVerdictAndTheReason(ReportFormat format) {
        assertThat(golden(format))
                .contains("REPRODUCED", "NOT_REPRODUCED", "soft lockup - CPU#0")
                .containsIgnoringCase("infra");
    }

    // --- HTML -------------------------------------------------------------------------------------------------------

    @Test
    public void thePageEscapesWhatAGuestSaid() {
        String page = hostile(ReportFormat.HTML);

        assertThat(page)
                .contains("&lt;script&gt;window.hacked")
                .doesNotContain("<script>window.hacked", "<script>hacked");
        assertThat(page.split("<script", -1))
                .as("our own script is the only one")
                .hasSize(2);
    }

    @Test
    public void thePageRefersToNothingElse() {
        assertThat(golden(ReportFormat.HTML))
                .doesNotContainPattern("(?:src|href)=\"(?!#)")
                .doesNotContain("url(", "@import");
    }

    @Test
    public void thePageAllowsOurScriptOnly() {
        assertThat(golden(ReportFormat.HTML))
                .containsPattern("default-src &#39;none&#39;;.* script-src &#39;sha256-[A-Za-z0-9+/=]{44}&#39;");
    }

    @Test
    public void theVerdictComesFirstThenItsReason() {
        String page = golden(ReportFormat.HTML);

        assertThat(page)
                .containsSubsequence("<h1", "As expected", "without-limit reproduced the bug (1 of 1 trial)", "<h2");
    }

    @Test(dataProvider = "formats")
    public void everyReportSaysThatTheHostWasEmulated(ReportFormat format) {
        assertThat(golden(format)).contains("emulated");
    }

    @Test
    public void thePageSaysWhatTheSecondsOfAnEmulatedHostAreWorth() {
        assertThat(golden(ReportFormat.HTML)).contains("its seconds are an emulator's");

        for (String trial : List.of("without-limit-1", "with-limit-1", "with-limit-2")) {
            golden.replace(trial + "/trial.json", "\"emulated\" : true", "\"emulated\" : false");
        }
        assertThat(golden(ReportFormat.HTML)).contains("The host was not emulated");
    }

    @Test
    public void theSoftLockupThresholdIsDrawnIfItIsThatOfAllTrials() {
        assertThat(golden(ReportFormat.HTML)).contains("soft lockup threshold 2.0 s");

        golden.replace("with-limit-1/trial.json", "\"watchdog_thresh\" : 1", "\"watchdog_thresh\" : 3");
        assertThat(golden(ReportFormat.HTML)).doesNotContain("soft lockup threshold 2.0 s");
    }

    @Test
    public void thePageHasTheCommandIfItWasRecorded() {
        assertThat(golden(ReportFormat.HTML)).contains("The command was not recorded");

        new Invocation(List.of("reproduce", "--runs", "/tmp/my runs"), "1.0").write(golden.folder());

        assertThat(golden(ReportFormat.HTML)).contains("./ksmlab reproduce --runs '/tmp/my runs'");
    }

    // --- text -------------------------------------------------------------------------------------------------------

    @Test
    public void theTextIsAsciiAndFitsIntoAMail() {
        new Invocation(
                        List.of("reproduce", "--runs", "/a/folder/with/a/name", "--trials", "10", "--retries", "20"),
                        "1")
                .write(hostile.folder());

        assertThat(hostile(ReportFormat.TEXT).lines())
                .allSatisfy(line -> assertThat(line).matches("[ -~]{0,80}").doesNotEndWith(" "));
    }

    @Test
    public void theTextHasTheCulpritsStackAndWhoWaited() {
        assertThat(golden(ReportFormat.TEXT))
                .startsWith("As expected: without-limit reproduced the bug")
                .contains("      rmap_walk_ksm\n", "ksmd (task 43) of host: ", "for mmap_lock, to read");
    }

    @Test
    public void aCommandThatIsTooLongGoesOnAsAShellReadsIt() {
        new Invocation(List.of("reproduce", "--runs", "/" + "x".repeat(68), "--trials", "10"), "1")
                .write(golden.folder());

        assertThat(golden(ReportFormat.TEXT)).endsWith("""
                  ./ksmlab reproduce --runs \\
                    /%s \\
                    --trials 10
                """.formatted("x".repeat(68)));
    }

    // --- JSON -------------------------------------------------------------------------------------------------------

    private static List<Error> faults(String json) throws IOException {
        try (InputStream schema = ReportFormat.class.getResourceAsStream("report.schema.json")) {
            Schema published = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            return published.validate(json, InputFormat.JSON);
        }
    }

    @Test
    public void theJsonIsAsItsSchemaSays() throws IOException {
        new Invocation(List.of("reproduce"), "1").write(golden.folder());

        assertThat(faults(golden(ReportFormat.JSON))).isEmpty();
        assertThat(faults(hostile(ReportFormat.JSON))).isEmpty();
        assertThat(faults("{\"version\": 1, \"run\": \"a\"}")).isNotEmpty();
    }

    @Test
    public void theJsonHasWhatWasMeasuredAndLeavesOutWhatWasNot() throws IOException {
        JsonNode arms = new ObjectMapper().readTree(golden(ReportFormat.JSON)).get("arms");
        JsonNode first = arms.at("/0/trials/0");
        JsonNode failed = arms.at("/1/trials/1");

        assertThat(first.get("sharers").asLong()).isEqualTo(60511);
        assertThat(first.at("/reports/0/kind").asText()).isEqualTo("SOFT_LOCKUP");
        assertThat(first.at("/waits").findValuesAsText("reason")).contains("MMAP_LOCK_WRITE");
        assertThat(failed.get("verdict").asText()).isEqualTo("INFRA");
        assertThat(failed.has("sharers")).isFalse();
    }

    @DataProvider
    public Object[][] cutLines() {
        return new Object[][] {
            {"sample now_ns=1234"},
            {"sample now_ns="},
            {"sample"},
            {"wait now_ns=100999633993 pid=502 tid=502 stack=vm_mmap_pgoff;do_sysc"},
            {"wait now_ns=100999633993 pid=502 tid="},
        };
    }

    /** As when the host died while tasks waited. */
    @Test(dataProvider = "cutLines")
    public void aLookThatWasCutChangesNobodysWait(String line) throws IOException {
        String stacks = "without-limit-1/stacks.log";
        String all = Files.readString(golden.folder().resolve(stacks));
        String untilWithinTheWalk = all.substring(0, all.indexOf("wait now_ns=100999633993"));
        golden.write(stacks, untilWithinTheWalk);
        String whole = golden(ReportFormat.JSON);
        assertThat(whole).contains("MMAP_LOCK_WRITE");

        golden.write(stacks, untilWithinTheWalk + line);

        assertThat(golden(ReportFormat.JSON)).isEqualTo(whole);
    }

    // --- JUnit ------------------------------------------------------------------------------------------------------

    private static Element parse(String xml) throws Exception {
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        return document.getDocumentElement();
    }

    @Test
    public void anArmIsASuiteAndATrialACase() throws Exception {
        Element suites = parse(golden(ReportFormat.JUNIT));

        assertThat(suites.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        assertThat(suites.getElementsByTagName("testcase").getLength()).isEqualTo(3);
        assertThat(suites.getElementsByTagName("failure").getLength()).isZero();
    }

    @Test
    public void aTrialWithoutAnAnswerIsSkippedAndSaysWhy() throws Exception {
        Element suites = parse(golden(ReportFormat.JUNIT));
        Element skipped = (Element) suites.getElementsByTagName("skipped").item(0);

        assertThat(suites.getElementsByTagName("skipped").getLength()).isEqualTo(1);
        assertThat(skipped.getAttribute("message")).startsWith("INFRA: ").contains("the start of ksmlab-g1");
    }

    @Test
    public void anAnswerThatWasNotExpectedFails() throws Exception {
        golden.replace("result.json", "\"expected\" : \"REPRODUCED\"", "\"expected\" : \"NOT_REPRODUCED\"");

        Element suites = parse(golden(ReportFormat.JUNIT));
        Element failure = (Element) suites.getElementsByTagName("failure").item(0);

        assertThat(failure.getAttribute("message")).startsWith("REPRODUCED: ksmlab-g1 logged a soft lockup");
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("without-limit 1");
    }

    @Test
    public void anotherBugIsAnError() throws Exception {
        golden.replace("result.json", "\"verdict\" : \"NOT_REPRODUCED\"", "\"verdict\" : \"OTHER_BUG\"");

        assertThat(parse(golden(ReportFormat.JUNIT))
                        .getElementsByTagName("error")
                        .getLength())
                .isEqualTo(1);
    }

    @Test
    public void theXmlHoldsWhateverAGuestSaid() throws Exception {
        assertThat(parse(hostile(ReportFormat.JUNIT)).getTextContent())
                .contains("<script>window.hacked = true</script>");
    }
}
