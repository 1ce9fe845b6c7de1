package org.ksmlab.watch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ksmlab.console.FunctionName;

/** Where one CPU of the host spent its time: what {@link CpuProfile} saw at each tick of perf's software clock. */
public record PerfSamples(List<Sample> samples) {
    /** Nothing was seen. */
    public static final PerfSamples EMPTY = new PerfSamples(List.of());

    /** "migrate   649    82.151394: ": a name may hold spaces. */
    private static final Pattern TASK = Pattern.compile("^(\\S.{0,15}?) +([0-9]{1,9}) +[0-9]+\\.[0-9]+: *$");

    /** "	ffffffff811609e1 smp_call_function_many_cond". */
    private static final Pattern FRAME = Pattern.compile("^\\s+[0-9a-f]+ (.+)$");

    private static final String UNKNOWN = "[unknown]";

    /**
     * One look.
     *
     * @param comm the task's name: hostile text
     * @param stack outermost frame first, by the names that the source has, without frames of user space, whose names perf does not know
     */
    public record Sample(String comm, long tid, List<String> stack) {
        public Sample {
            stack = List.copyOf(stack);
        }
    }

    public PerfSamples {
        samples = List.copyOf(samples);
    }

    /** Reads the text of {@code perf script} with the fields comm, tid, time, ip and sym. */
    public static PerfSamples parse(List<String> lines) {
        List<Sample> samples = new ArrayList<>();
        List<String> frames = new ArrayList<>();
        Matcher task = TASK.matcher("");
        Matcher frame = FRAME.matcher("");
        String comm = "";
        long tid = -1;
        for (String line : lines) {
            if (frame.reset(line).matches()) {
                if (!frame.group(1).equals(UNKNOWN)) {
                    frames.add(FunctionName.plain(frame.group(1)));
                }
            } else if (task.reset(line).matches()) {
                add(samples, comm, tid, frames);
                comm = task.group(1);
                tid = Long.parseLong(task.group(2));
            }
        }
        add(samples, comm, tid, frames);
        return new PerfSamples(samples);
    }

    private static void add(List<Sample> samples, String comm, long tid, List<String> frames) {
        if (tid >= 0) {
            Collections.reverse(frames);
            samples.add(new Sample(comm, tid, frames));
        }
        frames.clear();
    }

    /** Those of a task. */
    public List<Sample> of(long tid) {
        return samples.stream().filter(sample -> sample.tid() == tid).toList();
    }
}
