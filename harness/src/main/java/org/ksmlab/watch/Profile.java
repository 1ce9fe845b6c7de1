package org.ksmlab.watch;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a task was in the kernel while it ran below some function, as {@link CpuProfile} saw it.
 *
 * @param samples how often it was seen there
 * @param during how often it was seen at that work, or at what that calls; absent: never
 */
public record Profile(long samples, Map<KernelWork, Long> during) {
    public Profile {
        during = Map.copyOf(during);
    }

    /**
     * Counts a task's samples.
     *
     * @param below samples without this function are not counted
     */
    public static Profile of(PerfSamples all, long tid, String below) {
        long samples = 0;
        Map<KernelWork, Long> during = new EnumMap<>(KernelWork.class);
        for (PerfSamples.Sample sample : all.of(tid)) {
            if (sample.stack().contains(below)) {
                samples++;
                Arrays.stream(KernelWork.values())
                        .filter(work -> sample.stack().stream().anyMatch(work::isDoneBy))
                        .forEach(work -> during.merge(work, 1L, Long::sum));
            }
        }
        return new Profile(samples, during);
    }

    /** From 0 to 1; 0 if there are no samples. */
    public double share(KernelWork work) {
        return samples == 0 ? 0 : during.getOrDefault(work, 0L) / (double) samples;
    }
}
