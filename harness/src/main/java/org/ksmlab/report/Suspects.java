package org.ksmlab.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.report.Page.Stack;
import org.ksmlab.watch.PerfSamples;
import org.ksmlab.watch.Wait;
import org.ksmlab.watch.WaitKind;

/** Who kept the others waiting, who waited, and where in the kernel they were meanwhile. */
record Suspects(StoredTrial trial) {
    private static final int CULPRITS_STACKS = 3;
    private static final int VICTIMS = 12;

    /** A victim with one blink of waiting tells nothing. */
    private static final double SHORTEST_SECONDS = 0.2;

    /** The task in migrate_pages(2), which runs and so is seen by perf; empty if there was no such call, or no profile. */
    Optional<Page.Culprit> culprit() {
        return trial.trigger().flatMap(this::culprit);
    }

    private Optional<Page.Culprit> culprit(MigrateCall call) {
        List<PerfSamples.Sample> samples = trial.profile().of(call.caller());
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        long walking = samples.stream()
                .filter(sample -> sample.stack().stream().anyMatch(name -> name.startsWith("rmap_walk_ksm")))
                .count();
        String sentence = HostileText.line(call.comm()) + " (task " + call.caller() + ") moved pages of "
                + trial.machineOf(call.target()) + " for " + Figures.seconds(call.seconds()) + "; of "
                + Figures.count(samples.size()) + " samples of it, "
                + Figures.share(walking, samples.size()) + " were in rmap_walk_ksm";
        return Optional.of(new Page.Culprit(sentence, commonStacks(samples)));
    }

    private static List<Stack> commonStacks(List<PerfSamples.Sample> samples) {
        Map<List<String>, Long> counts =
                samples.stream().collect(Collectors.groupingBy(PerfSamples.Sample::stack, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
                .limit(CULPRITS_STACKS)
                .map(stack -> {
                    List<String> innermostFirst = new ArrayList<>(stack.getKey());
                    Collections.reverse(innermostFirst);
                    return stack(Figures.share(stack.getValue(), samples.size()) + " of its samples", innermostFirst);
                })
                .toList();
    }

    private static Stack stack(String share, List<String> innermostFirst) {
        return new Stack(
                share,
                innermostFirst.stream()
                        .map(HostileText::line)
                        .map(name -> new Stack.Call(name, FunctionGroup.of(name).style()))
                        .toList());
    }

    private record Task(long pid, long tid, String comm, WaitKind kind) {}

    /** Tasks that were seen waiting while it went on, those that waited longest first. */
    List<Page.Victim> victims() {
        Map<Task, List<Wait>> waits = trial.waitsDuringTrigger().stream()
                .collect(Collectors.groupingBy(
                        wait -> new Task(wait.pid(), wait.tid(), wait.comm(), wait.kind()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return waits.entrySet().stream()
                .filter(task -> seconds(task.getValue()) >= SHORTEST_SECONDS)
                .sorted(Comparator.comparingDouble((Map.Entry<Task, List<Wait>> task) -> -seconds(task.getValue())))
                .limit(VICTIMS)
                .map(task -> victim(task.getKey(), task.getValue()))
                .toList();
    }

    private Page.Victim victim(Task task, List<Wait> waits) {
        Wait longest =
                waits.stream().max(Comparator.comparingDouble(Wait::seconds)).orElseThrow();
        return new Page.Victim(
                HostileText.line(task.comm()) + " (task " + task.tid() + ")",
                trial.machineOf(task.pid()),
                Figures.seconds(seconds(waits)),
                task.kind().words(),
                stack("longest at once " + Figures.seconds(longest.seconds()), longest.frames()));
    }

    private static double seconds(List<Wait> waits) {
        return waits.stream().mapToDouble(Wait::seconds).sum();
    }
}
