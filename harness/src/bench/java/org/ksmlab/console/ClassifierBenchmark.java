package org.ksmlab.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ksmlab.model.Finding;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The classifier and grep, one after the other on the same gigabyte of {@link ConsoleText}. An operation is a megabyte. The little heap
 * shows that memory does not grow with the text.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(ClassifierBenchmark.MEGABYTES)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx64m", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClassifierBenchmark {
    static final int MEGABYTES = 1000;

    private Path file;

    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("ksmlab-console", ".log");
        try (OutputStream out = Files.newOutputStream(file)) {
            ConsoleText.write(MEGABYTES * 1_000_000L, out);
        }
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public List<Finding> classify() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Classifier.classify(in);
        }
    }

    /** Only counts the lines that have one of the strings that the classifier looks for; in the C locale, which is its fastest. */
    @Benchmark
    public int grep() throws IOException {
        String alternatives = ReportPatterns.ALL.stream()
                .flatMap(pattern -> pattern.literals().stream())
                .distinct()
                .map(literal -> literal.replaceAll("[\\[\\]().*+?{}^$|\\\\]", "\\\\$0"))
                .collect(Collectors.joining("|"));
        ProcessBuilder grep = new ProcessBuilder("grep", "-cE", alternatives, file.toString());
        grep.environment().put("LC_ALL", "C");
        // Through a pipe: grep stops at the first match if its output goes to /dev/null.
        try (BufferedReader count = grep.start().inputReader()) {
            return Integer.parseInt(count.readLine());
        }
    }
}
