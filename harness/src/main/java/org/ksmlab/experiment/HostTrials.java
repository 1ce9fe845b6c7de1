package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Json;

/** Trials on a host. */
public final class HostTrials implements Trials {
    private final HostSupply hosts;
    private final String run;
    private final Path journal;
    private final Progress progress;
    private Optional<LostTrial> lost = Optional.empty();

    /** Gives a host that is up. */
    @FunctionalInterface
    public interface HostSupply {
        /** One that runs the arm's kernel: the same as before, while that one lives and does. */
        HostUnderTest ready(Arm arm);
    }

    /**
     * Of one run.
     *
     * @param run its name
     * @param journal where changed tunables are remembered
     */
    public HostTrials(HostSupply hosts, String run, Path journal, Progress progress) {
        this.hosts = hosts;
        this.run = run;
        this.journal = journal;
        this.progress = progress;
    }

    @Override
    public void run(PlannedArm planned, int number, Path folder) {
        long before = System.nanoTime();
        HostUnderTest host = hosts.ready(planned.arm());
        Duration boot = Duration.ofNanos(System.nanoTime() - before);

        lost.ifPresent(trial -> trial.collect(host, progress));
        lost = Optional.empty();

        HostConsole console = HostConsole.from(host);
        TrialRecord record = new TrialRunner(host, planned.scenario(), run, journal, progress)
                .run(planned.arm(), number, boot, folder);
        console.save(folder.resolve(Evidence.HOST_CONSOLE));
        Json.write(folder.resolve(Evidence.TRIAL), record);

        Evidence evidence = Evidence.read(folder);
        CauseFinder.find(evidence).write(folder);
        Judgement judgement = Judge.judge(evidence);
        if (judgement.verdict() == Verdict.INFRA) {
            lost = Optional.of(new LostTrial(folder, record.start()));
        }
        Json.write(folder.resolve(Judgement.FILE), judgement); // last: it says that the trial is finished
    }
}
