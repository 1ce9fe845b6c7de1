package org.ksmlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.store.Json;
import org.ksmlab.waiting.Seconds;

/**
 * Many trials: each arm as often as asked for, in turn, so that what changes on the machine meanwhile meets all arms. A trial that gives
 * no answer is done again, within a budget, and stays in the result.
 */
public final class Campaign {
    private final HostSupply hosts;
    private final Scenario scenario;
    private final List<Arm> arms;
    private final int trialsPerArm;
    private final int retries;
    private final Path run;
    private final Path journal;
    private final Progress progress;

    /** Gives a host that is up. */
    @FunctionalInterface
    public interface HostSupply {
        /** One that runs the arm's kernel: the same as before, while that one lives and does. */
        HostUnderTest ready(Arm arm);
    }

    /**
     * Of one scenario.
     *
     * @param retries how many trials of an arm may be done again
     * @param run the run's folder, which exists
     * @param journal where changed tunables are remembered
     */
    public Campaign(
            HostSupply hosts,
            Scenario scenario,
            List<Arm> arms,
            int trialsPerArm,
            int retries,
            Path run,
            Path journal,
            Progress progress) {
        if (trialsPerArm < 1) {
            throw new IllegalArgumentException("trialsPerArm: " + trialsPerArm);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries);
        }
        this.hosts = hosts;
        this.scenario = scenario;
        this.arms = List.copyOf(arms);
        this.trialsPerArm = trialsPerArm;
        this.retries = retries;
        this.run = run;
        this.journal = journal;
        this.progress = progress;
    }

    /** Runs it all. The result is also in the run's folder, as {@code result.json}, brought up to date after each trial. */
    public CampaignResult run() {
        Map<Arm, List<TrialResult>> results = new LinkedHashMap<>();
        for (int round = 1; round <= trialsPerArm; round++) {
            for (Arm arm : arms) {
                List<TrialResult> trials = results.computeIfAbsent(arm, key -> new ArrayList<>());
                int wanted = round;
                while (answers(trials) < wanted && trials.size() < trialsPerArm + retries) {
                    trials.add(trial(arm, trials.size() + 1));
                    save(results);
                }
            }
        }
        return save(results);
    }

    private static long answers(List<TrialResult> trials) {
        return trials.stream().filter(trial -> trial.verdict().isAnswer()).count();
    }

    private TrialResult trial(Arm arm, int number) {
        Path folder = run.resolve(arm.name() + "-" + number);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
        long before = System.nanoTime();
        HostUnderTest host = hosts.ready(arm);
        double boot = Seconds.rounded(Duration.ofNanos(System.nanoTime() - before));

        HostConsole console = HostConsole.from(host);
        TrialRecord record = new TrialRunner(host, scenario, run.getFileName().toString(), journal, progress)
                .run(arm, number, folder);
        console.save(folder.resolve(Evidence.HOST_CONSOLE));
        Json.write(folder.resolve(Evidence.TRIAL), record);

        Judgement judgement = Judge.judge(Evidence.read(folder));
        Json.write(folder.resolve("verdict.json"), judgement);
        progress.event(arm.name() + " " + number + ": " + judgement.verdict() + ": " + judgement.reason());
        Map<String, Double> phases = new LinkedHashMap<>();
        phases.put("boot", boot);
        phases.putAll(record.phases());
        return TrialResult.of(judgement, phases);
    }

    private CampaignResult save(Map<Arm, List<TrialResult>> results) {
        List<ArmResult> all = results.entrySet().stream()
                .map(arm -> new ArmResult(arm.getKey().name(), arm.getKey().expected(), arm.getValue()))
                .toList();
        CampaignResult result = new CampaignResult(CampaignResult.outcome(all), run.toString(), all);
        Json.write(run.resolve("result.json"), result);
        return result;
    }
}
