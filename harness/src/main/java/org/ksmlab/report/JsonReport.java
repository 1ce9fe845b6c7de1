package org.ksmlab.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.host.RunningKernel;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.TunableChange;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;
import org.ksmlab.watch.Wait;
import org.ksmlab.watch.WaitKind;

/**
 * The report for programs, a stable contract: {@code report.schema.json}, beside this class. What was not measured is left out. Seconds
 * are the host's, see {@code emulated}.
 *
 * @param command the words after {@code ksmlab}
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record JsonReport(
        int version,
        String run,
        CampaignResult.Outcome outcome,
        String sentence,
        Optional<List<String>> command,
        List<Arm> arms) {
    private static final int VERSION = 2;

    record Arm(String name, Verdict expected, List<Trial> trials) {}

    /**
     * A trial, see {@link org.ksmlab.experiment.Judgement}.
     *
     * @param emulated whether its seconds are an emulator's
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Trial(
            int number,
            Verdict verdict,
            String reason,
            Optional<String> kernel,
            Optional<String> kernelBuildId,
            Optional<String> host,
            Optional<Boolean> emulated,
            Optional<Integer> maxPageSharing,
            Optional<Long> sharers,
            Optional<Double> triggerSeconds,
            Optional<Double> longestGuestStallSeconds,
            Optional<Integer> softLockups,
            Map<String, Precondition> preconditions,
            Map<String, Double> phases,
            List<TunableChange> tunables,
            List<Report> reports,
            List<Waited> waits) {}

    /**
     * What a kernel reported.
     *
     * @param machine host or the guest's name
     * @param kernelTime seconds since that machine's boot
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Report(String machine, FindingKind kind, String title, Optional<Double> kernelTime, List<String> frames) {}

    /**
     * What tasks of the host waited for during the trigger.
     *
     * @param machine the guest that the task's process runs, or host
     * @param seconds of all tasks of that name together
     */
    record Waited(String machine, String task, WaitKind reason, double seconds) {}

    static String of(StoredRun run) {
        JsonReport report = new JsonReport(
                VERSION,
                HostileText.line(run.name()),
                run.outcome(),
                new Summary(run).sentence(),
                run.invocation()
                        .map(command ->
                                command.argv().stream().map(HostileText::line).toList()),
                run.arms().stream()
                        .map(arm -> new Arm(
                                arm.name(),
                                arm.result().expected(),
                                arm.trials().stream().map(JsonReport::trial).toList()))
                        .toList());
        return Json.line(report) + "\n";
    }

    private static Trial trial(StoredTrial trial) {
        Optional<TrialRecord> record = trial.record();
        return new Trial(
                trial.number(),
                trial.result().verdict(),
                HostileText.line(trial.result().reason()),
                record.map(TrialRecord::kernel).map(HostileText::line).filter(kernel -> !kernel.isEmpty()),
                record.flatMap(TrialRecord::hostKernel)
                        .flatMap(RunningKernel::buildId)
                        .map(HostileText::line),
                record.map(TrialRecord::host).map(HostileText::line),
                record.map(TrialRecord::emulated),
                record.flatMap(one -> one.arm().maxPageSharing()),
                trial.result().sharers(),
                trial.result().triggerSeconds(),
                trial.result().longestGuestStallSeconds(),
                trial.result().softLockups(),
                preconditions(trial),
                trial.result().phases(),
                trial.tunables().stream()
                        .map(one -> new TunableChange(one.path(), one.before(), one.during()))
                        .toList(),
                trial.evidence().map(JsonReport::reports).orElse(List.of()),
                waits(trial));
    }

    private static Map<String, Precondition> preconditions(StoredTrial trial) {
        Map<String, Precondition> all = new LinkedHashMap<>();
        trial.result()
                .preconditions()
                .forEach((name, one) -> all.put(
                        HostileText.line(name),
                        new Precondition(
                                HostileText.line(one.measured()), HostileText.line(one.required()), one.met())));
        return all;
    }

    private static List<Report> reports(Evidence evidence) {
        Map<String, List<Finding>> machines = new LinkedHashMap<>();
        machines.put("host", evidence.hostFindings());
        machines.putAll(evidence.findings());
        return machines.entrySet().stream()
                .flatMap(machine -> machine.getValue().stream()
                        .map(finding -> new Report(
                                HostileText.line(machine.getKey()),
                                finding.kind(),
                                HostileText.line(finding.title()),
                                Optional.ofNullable(finding.kernelTime()),
                                finding.frames().stream().map(HostileText::line).toList())))
                .toList();
    }

    private static List<Waited> waits(StoredTrial trial) {
        record Key(String machine, String task, WaitKind reason) {}
        Map<Key, Double> seconds = trial.waitsDuringTrigger().stream()
                .collect(Collectors.groupingBy(
                        wait -> new Key(trial.machineOf(wait.pid()), HostileText.line(wait.comm()), wait.kind()),
                        LinkedHashMap::new,
                        Collectors.summingDouble(Wait::seconds)));
        return seconds.entrySet().stream()
                .map(one -> new Waited(
                        one.getKey().machine(),
                        one.getKey().task(),
                        one.getKey().reason(),
                        Math.round(one.getValue() * 1000) / 1000.0))
                .toList();
    }
}
