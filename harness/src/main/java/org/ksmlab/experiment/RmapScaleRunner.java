package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.host.Ksm;
import org.ksmlab.host.NumaMaps;
import org.ksmlab.host.Tunables;
import org.ksmlab.model.UnreadableOutputException;
import org.ksmlab.ssh.SshShell;
import org.ksmlab.store.Json;
import org.ksmlab.trigger.MigratePages;
import org.ksmlab.trigger.MigrateWatch;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * Runs a trial of {@link RmapScale}: prepare, fill, merge, trigger, collect. All that was measured is on disk before it is judged, and the
 * host is as it was.
 */
public final class RmapScaleRunner {
    private static final Duration BUDGET = Duration.ofMinutes(25);
    private static final Duration TRIGGER_BUDGET = Duration.ofMinutes(5);

    private static final int MOST_CALLS = 5;

    /** What the program {@code migrate} says when nothing stayed behind. */
    private static final String ALL_MOVED = " not_moved=0\n";

    private final HostUnderTest host;
    private final String run;
    private final Path journal;
    private final Progress progress;

    /**
     * For trials on one host.
     *
     * @param run the run's name
     * @param journal where changed tunables are remembered
     */
    public RmapScaleRunner(HostUnderTest host, String run, Path journal, Progress progress) {
        this.host = host;
        this.run = run;
        this.journal = journal;
        this.progress = progress;
    }

    /**
     * Runs one.
     *
     * @param number of this trial within its arm and dose, from 1, retries included
     * @param folder the trial's folder; exists and is empty
     */
    public RmapScaleResult run(RmapScale scale, int number, Path folder) {
        HostConsole console = HostConsole.from(host);
        RmapScaleRecord record = measure(scale, number, folder);
        console.save(folder.resolve(Evidence.HOST_CONSOLE));
        Json.write(folder.resolve(RmapScaleRecord.FILE), record);

        RmapScaleResult result = RmapScaleJudge.judge(folder);
        Json.write(folder.resolve(RmapScaleResult.FILE), result);
        return result;
    }

    private RmapScaleRecord measure(RmapScale scale, int number, Path folder) {
        Deadline deadline = Deadline.in(BUDGET);
        Phases phases = new Phases(folder.getFileName().toString(), progress);
        RmapScaleMeasured measured = new RmapScaleMeasured(run, scale, number, host);
        try (CommandFile commands = CommandFile.in(folder);
                SshShell shell = host.connect(commands, deadline);
                Tunables tunables = new Tunables(shell, journal)) {
            phases.begin("prepare", "unmerging, and setting max_page_sharing to " + scale.maxPageSharing());
            measured.kernel(shell, deadline);
            Ksm ksm = new Ksm(tunables);
            tunables.set(Ksm.eager(Optional.of(scale.maxPageSharing())), deadline);

            phases.begin("fill", "filling the memory of " + scale.processes() + " processes");
            try (HostSamples samples = HostSamples.start(host, shell, folder.resolve(Evidence.HOST_LOG));
                    Mergers mergers =
                            Mergers.start(host, shell, scale, folder.resolve(RmapScaleJudge.READERS_LOG), deadline)) {
                measured.processes(mergers.pids());

                phases.begin("merge", "merging");
                ksm.start(deadline);
                measured.merged(new ScaleMerge(host, shell, scale, mergers, samples, phases).await(deadline));
                // ksmd holds references to the page it looks at (seen: two), and a page with references is not moved.
                ksm.stop(deadline);

                phases.begin("quiet", "the processes read a merged page");
                measured.quietFrom(samples.latest(deadline));
                mergers.readQuietly(deadline);
                long moved = mergers.pids().get(0);
                measured.pagesBefore(NumaMaps.read(shell, moved, deadline));

                phases.begin("trigger", "moving the pages of process " + moved + " to node " + host.targetNode());
                try (MigrateWatch watch = MigrateWatch.start(shell)) {
                    watch.awaitStart(deadline);
                    Evidence.keep(
                            folder.resolve(Evidence.TRIGGER_LOG),
                            move(shell, moved, watch, deadline.sooner(TRIGGER_BUDGET)));
                    measured.migrateCalls(watch.end(Set.of(moved), deadline));
                }
                phases.begin("collect", "collecting the evidence");
                mergers.awaitRecovery(deadline);
                measured.pagesAfter(NumaMaps.read(shell, moved, deadline));
            }
            phases.begin("restore", "restoring the host");
        } catch (ScaleMerge.NotMergedException e) {
            measured.notMerged(e);
        } catch (CommandFailedException
                | HostUnreachableException
                | UnreadableOutputException
                | WaitTimedOutException e) {
            // A host that dies breaks whatever was under way: its death is the cause, the rest is noise.
            measured.failed(host.death().get().orElse(String.valueOf(e.getMessage())));
        }
        phases.end();
        return measured.record(phases.seconds());
    }

    /** A page that somebody else refers to at the wrong moment stays, after ten walks (migrate_pages() in mm/migrate.c): then once more. */
    private String move(SshShell shell, long moved, MigrateWatch watch, Deadline deadline) {
        MigratePages trigger = new MigratePages(
                shell, host.program("migrate"), host.housekeepingCpu(), moved, host.sourceNode(), host.targetNode());
        StringBuilder said = new StringBuilder();
        for (int call = 0; call < MOST_CALLS; call++) {
            String output = trigger.fire(watch, deadline);
            said.append(output);
            if (output.contains(ALL_MOVED)) {
                break;
            }
        }
        return said.toString();
    }
}
