package org.ksmlab.console;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.ksmlab.model.Finding;
import org.ksmlab.waiting.Deadline;

/**
 * Feeds the classifier hostile text: ClassifierFuzz MINUTES [FIRST_SEED]. Ends with an exception, which names the seed, if the classifier
 * throws, leaves a finding open, takes more than a few times longer for a byte of a longer text than of a shorter one, or keeps memory.
 */
public final class ClassifierFuzz {
    private static final int TEXT_BYTES = 1 << 20;
    private static final int CHUNK = 1 << 16;

    /** So many times over, the text has no newline: 100 MB in one line. */
    private static final int LINE_TEXTS = 100;

    /** So often the same text is fed for the time of the longer one. */
    private static final int REPEATS = 8;

    /** Between two measurements of the same on a busy machine. */
    private static final double TOLERANCE = 4;

    private static final long MAX_KEPT_BYTES = 16 << 20;

    private final Map<HostileText.Sort, double[]> nanosPerByte = new EnumMap<>(HostileText.Sort.class);
    private long bytes;

    private ClassifierFuzz() {}

    public static void main(String[] args) {
        new ClassifierFuzz()
                .run(
                        Deadline.in(Duration.ofMinutes(Long.parseLong(args[0]))),
                        args.length > 1 ? Long.parseLong(args[1]) : 0);
    }

    private void run(Deadline deadline, long firstSeed) {
        long seed = firstSeed;
        for (; !deadline.expired(); seed++) {
            for (HostileText.Sort sort : HostileText.Sort.values()) {
                try {
                    feed(sort, seed);
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    throw new AssertionError(sort + ", seed " + seed, e);
                }
            }
        }
        System.out.printf("%d seeds, %d MB, no exception%n", seed - firstSeed, bytes / 1_000_000);
        nanosPerByte.forEach((sort, nanos) -> System.out.printf(
                "%-12s  slowest: %.0f ns/byte, %d times as long: %.0f ns/byte%n", sort, nanos[0], REPEATS, nanos[1]));
    }

    private void feed(HostileText.Sort sort, long seed) {
        byte[] text = HostileText.of(sort, seed, TEXT_BYTES / REPEATS);
        double once = nanosPerByte(text, 1);
        double often = nanosPerByte(text, REPEATS);
        if (often > TOLERANCE * once) {
            throw new IllegalStateException(
                    "not linear: %.1f ns/byte, but %.1f of %d times as much".formatted(once, often, REPEATS));
        }
        double[] slowest = nanosPerByte.computeIfAbsent(sort, key -> new double[2]);
        slowest[0] = Math.max(slowest[0], once);
        slowest[1] = Math.max(slowest[1], often);

        byte[] line = text.clone();
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '\n' ? (byte) ' ' : line[i];
        }
        if (seed % 10 == 0) {
            nanosPerByte(line, LINE_TEXTS * TEXT_BYTES / line.length);
        }
    }

    /** By the time of this thread's CPU. */
    private double nanosPerByte(byte[] text, int times) {
        Counts counts = new Counts();
        Classifier classifier = new Classifier(counts);
        Random random = new Random(text.length);
        long before = usedBytes(times);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            for (int from = 0, to; from < text.length; from = to) {
                to = Math.min(text.length, from + 1 + random.nextInt(CHUNK));
                byte[] part = Arrays.copyOfRange(text, from, to);
                classifier.accept(part, part.length);
            }
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        long kept = usedBytes(times) - before;
        if (kept > MAX_KEPT_BYTES) {
            throw new IllegalStateException("keeps " + kept + " bytes of " + text.length * (long) times);
        }
        classifier.finish();
        if (counts.opened != counts.completed) {
            throw new IllegalStateException(counts.opened + " findings opened, " + counts.completed + " completed");
        }
        bytes += text.length * (long) times;
        return (double) nanos / text.length / times;
    }

    /** What is left after a collection; only looked at after much text, because that takes time. */
    private static long usedBytes(int times) {
        if (times < LINE_TEXTS) {
            return 0;
        }
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static final class Counts implements Classifier.Listener {
        private long opened;
        private long completed;

        @Override
        public void opened(Finding finding) {
            opened++;
        }

        @Override
        public void completed(Finding finding) {
            completed++;
        }
    }
}
