package org.ksmlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class ClassifyCommandTest {
    private static final String LOCKUP = """
            [  100.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 33s! [dd:127]
            [  100.000001] RIP: 0010:smp_call_function_single+0x12/0x34
            """;

    private StringWriter out;
    private StringWriter err;
    private Path directory;

    @BeforeMethod
    public void makeDirectory() throws IOException {
        out = new StringWriter();
        err = new StringWriter();
        directory = Files.createTempDirectory("classify");
    }

    @AfterMethod
    public void removeDirectory() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private int classify(String... args) {
        String[] words = new String[args.length + 1];
        words[0] = "classify";
        System.arraycopy(args, 0, words, 1, args.length);
        return Main.commandLine(false)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    private String log(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    public void textIsALineForEachFinding() throws IOException {
        String file = log("a.log", "eth0: link up\n" + LOCKUP);
        assertThat(classify(file)).isZero();
        assertThat(out.toString().lines())
                .containsExactly(file + ":2: SOFT_LOCKUP: soft lockup in smp_call_function (CPU 0, dd:127, 33 s)");
    }

    @Test
    public void jsonIsAnObjectForEachFile() throws IOException {
        String lockup = log("a.log", LOCKUP);
        String clean = log("b.log", "eth0: link up\n");
        assertThat(classify("--format", "json", lockup, clean)).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.get("file").asText()).isEqualTo(lockup);
        JsonNode finding = first.get("findings").get(0);
        assertThat(finding.get("kind").asText()).isEqualTo("SOFT_LOCKUP");
        assertThat(finding.get("title").asText()).isEqualTo("soft lockup in smp_call_function");
        assertThat(finding.get("function").asText()).isEqualTo("smp_call_function");
        assertThat(finding.get("line").asInt()).isEqualTo(1);
        assertThat(finding.get("seconds").asInt()).isEqualTo(33);
        assertThat(new ObjectMapper().readTree(lines.get(1)).get("findings")).isEmpty();
    }

    @Test
    public void aFunctionThatIsNotKnownIsNull() throws IOException {
        classify("--format=JSON", log("a.log", "BUG: soft lockup"));
        assertThat(out.toString()).contains("\"function\":null");
    }

    @Test
    public void controlSequencesDoNotReachTheTerminal() throws IOException {
        classify(log("a.log", "BUG: soft lockup - CPU#0 stuck for 33s! [d\u001b]0;owned\u0007\u001b[2Jd:127]"));
        assertThat(out.toString()).contains("dd:127").doesNotContain("\u001b");
    }

    @Test
    public void aMissingFileIsOneLineBeforeAnythingIsDone() throws IOException {
        String missing = directory.resolve("missing.log").toString();
        assertThat(classify(log("a.log", LOCKUP), missing)).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .isEqualTo(String.format("ksmlab: no such file: '%s'; see ksmlab classify --help%n", missing));
    }

    @Test
    public void aDirectoryIsOneLine() {
        assertThat(classify(directory.toString())).isEqualTo(64);
        assertThat(err.toString()).startsWith("ksmlab: is a directory: '").hasLineCount(1);
    }

    @Test
    public void noFileIsWrongUse() {
        assertThat(classify()).isEqualTo(64);
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    public void aDashIsStandardInput() {
        InputStream standardInput = System.in;
        System.setIn(new ByteArrayInputStream(LOCKUP.getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(classify("-")).isZero();
        } finally {
            System.setIn(standardInput);
        }
        assertThat(out.toString()).startsWith("-:1: SOFT_LOCKUP: ");
    }
}
