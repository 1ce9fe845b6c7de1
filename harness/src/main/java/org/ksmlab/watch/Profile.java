package org.ksmlab.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a task was in the kernel while it ran below some function, as {@link CpuProfile} saw it.
 *
 * @param samples how often it was seen there
 * @param during how often it was seen at that work, or at what that calls; absent: never
 */
public record Profile(long samples, Map<KernelWork, Long> during) {
    /** "migrate   646    67.276207: ": the name may hold anything. */
    private static final Pattern SAMPLE = Pattern.compile(".{0,64}? (\\d{1,10}) +\\d{1,12}\\.\\d{1,9}: *");

    private static final Pattern FRAME = Pattern.compile("\\s+[0-9a-f]{1,16} (\\S+).*");

    public Profile {
        during = Map.copyOf(during);
    }

    /**
     * Reads what {@code perf script} printed.
     *
     * @param below samples without this function are not counted
     */
    public static Profile read(Path file, long tid, String below) throws IOException {
        Counter counter = new Counter(below);
        boolean ours = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher frame = FRAME.matcher(line);
                Matcher sample = SAMPLE.matcher(line);
                if (frame.matches()) {
                    if (ours) {
                        counter.frame(frame.group(1));
                    }
                } else {
                    counter.end();
                    ours = sample.matches() && Long.parseLong(sample.group(1)) == tid;
                }
            }
        }
        counter.end();
        return new Profile(counter.samples, counter.during);
    }

    /** From 0 to 1; 0 if there are no samples. */
    public double share(KernelWork work) {
        return samples == 0 ? 0 : during.getOrDefault(work, 0L) / (double) samples;
    }

    /** Takes the frames of one sample after the other. */
    private static final class Counter {
        private final String below;
        private final Map<KernelWork, Long> during = new EnumMap<>(KernelWork.class);
        private final Set<KernelWork> seen = EnumSet.noneOf(KernelWork.class);
        private boolean isBelow;
        private long samples;

        Counter(String below) {
            this.below = below;
        }

        void frame(String function) {
            isBelow |= function.equals(below);
            for (KernelWork work : KernelWork.values()) {
                if (work.isDoneBy(function)) {
                    seen.add(work);
                }
            }
        }

        void end() {
            if (isBelow) {
                samples++;
                seen.forEach(work -> during.merge(work, 1L, Long::sum));
            }
            seen.clear();
            isBelow = false;
        }
    }
}
