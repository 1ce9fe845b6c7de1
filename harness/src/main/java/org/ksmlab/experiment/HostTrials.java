package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.store.Json;

/** Trials on a host. */
public final class HostTrials implements Trials {
    private final HostSupply hosts;
    private final String run;
    private final Path journal;
    private final Progress progress;

    /** Gives a host that is up. */
    @FunctionalInterface
    public interface HostSupply {
        /** The same as before while that one lives. */
        HostUnderTest ready();
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
        HostUnderTest host = hosts.ready();
        Duration boot = Duration.ofNanos(System.nanoTime() - before);

        HostConsole console = HostConsole.from(host);
        TrialRecord record = new TrialRunner(host, planned.scenario(), run, journal, progress)
                .run(planned.arm(), number, boot, folder);
        console.save(folder.resolve(Evidence.HOST_CONSOLE));
        Json.write(folder.resolve(Evidence.TRIAL), record);

        Json.write(folder.resolve(Judgement.FILE), Judge.judge(Evidence.read(folder)));
    }
}
