package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.host.Ksm;
import org.ksmlab.host.NumaMaps;
import org.ksmlab.host.Tunables;
import org.ksmlab.host.Tunables.Setting;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.UnreadableOutputException;
import org.ksmlab.ssh.SshShell;
import org.ksmlab.trigger.MigratePages;
import org.ksmlab.trigger.MigrateWatch;
import org.ksmlab.trigger.Numad;
import org.ksmlab.trigger.Trigger;
import org.ksmlab.virt.ConnectingHypervisor;
import org.ksmlab.virt.HypervisorException;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * Runs a trial: prepare, load, merge, trigger, watch, collect. All that is measured is on disk when it returns, and the host is as it
 * was; nothing is judged here.
 */
public final class TrialRunner {
    private static final Duration BUDGET = Duration.ofMinutes(20);
    private static final Duration RECONNECT_BUDGET = Duration.ofSeconds(15);
    private static final Duration TRIGGER_BUDGET = Duration.ofMinutes(8);

    private static final String KHUGEPAGED = "/sys/kernel/mm/transparent_hugepage/khugepaged";

    private static final int AN_HOUR_IN_MS = 3_600_000;

    /**
     * khugepaged takes a guest's mmap_lock for writing when it finds something to collapse. Were that guest's pages being migrated
     * meanwhile, all its vCPUs would wait for the end of it, with and without the limit. Huge pages stay.
     */
    private static final List<Setting> KHUGEPAGED_SLEEPS = List.of(
            Setting.of(KHUGEPAGED + "/scan_sleep_millisecs", AN_HOUR_IN_MS),
            // In the midst of a scan it sleeps for that long if there is no huge page to be had.
            Setting.of(KHUGEPAGED + "/alloc_sleep_millisecs", AN_HOUR_IN_MS));

    private final HostUnderTest host;
    private final Scenario scenario;
    private final String run;
    private final Path journal;
    private final Progress progress;

    /**
     * For the trials of one scenario on one host.
     *
     * @param run the run's name
     * @param journal where changed tunables are remembered
     */
    public TrialRunner(HostUnderTest host, Scenario scenario, String run, Path journal, Progress progress) {
        this.host = host;
        this.scenario = scenario;
        this.run = run;
        this.journal = journal;
        this.progress = progress;
    }

    /**
     * Runs one.
     *
     * @param number of this trial within its arm, from 1, retries included
     * @param boot how long the host had to be waited for: the first phase
     * @param folder the trial's folder; exists and is empty
     */
    public TrialRecord run(Arm arm, int number, Duration boot, Path folder) {
        Deadline deadline = Deadline.in(BUDGET);
        Phases phases = new Phases(arm.name() + " " + number, progress);
        phases.took("boot", boot);
        Measured measured = new Measured(run, arm, number, scenario, host, folder, Instant.now());
        phases.begin("prepare", "connecting to " + host.target().name());
        try (ConnectingHypervisor hypervisor = ConnectingHypervisor.start(host.libvirt(), deadline);
                CommandFile commands = CommandFile.in(folder);
                SshShell shell = host.connect(commands, deadline);
                Tunables tunables = new Tunables(shell, journal);
                Consoles consoles = Consoles.in(folder, progress);
                MigrateWatch watch = MigrateWatch.start(shell)) {
            consoles.followHostSerial(host);
            consoles.hearNetconsole(host);
            consoles.followKmsg(
                    Consoles.HOST, new ReconnectingShell(shell, () -> host.connect(Deadline.in(RECONNECT_BUDGET))));
            Ksm ksm = new Ksm(tunables);
            GuestOwner owner = new GuestOwner(run, arm.name() + "-" + number);
            try (Guests guests = new Guests(host, shell, hypervisor.get(deadline), scenario, owner, consoles);
                    Watchdogs watchdogs = new Watchdogs(host, shell, guests, folder)) {
                phases.begin("guests", "starting " + scenario.guests() + " guests, " + sharing(arm));
                SideBySide.run(
                        "the guests to start, and the host to be prepared",
                        deadline,
                        List.of(
                                () -> guests.start(deadline),
                                () -> watch.awaitStart(deadline),
                                () -> measured.kernel(shell, deadline),
                                () -> tunables.set(settings(arm), deadline)));
                watchdogs.start(deadline);

                phases.begin("fill", "filling " + scenario.fillMib() + " MiB in each guest");
                try (Load load = Load.fill(scenario, guests, deadline)) {
                    phases.begin("merge", "merging");
                    ksm.start(deadline);
                    // Meanwhile: ksmd has a CPU of its own.
                    load.makeReady(deadline);
                    measured.clocks(shell, guests.all(), deadline);
                    measured.merged(new MergeWait(host, shell, scenario, guests, watchdogs, phases).await(deadline));

                    // ksmd refers to the page that it looks at; a page that somebody refers to is walked up to ten
                    // times, and stays.
                    ksm.stop(deadline);

                    phases.begin("load", "guests read their memory and write to their disks");
                    measured.quietFrom(watchdogs);
                    Guest moved = guests.all().get(0);
                    SideBySide.run(
                            "a look at the guests under load, before the trigger",
                            deadline,
                            List.of(
                                    () -> load.start(deadline),
                                    () -> watchdogs.lookClosely(deadline),
                                    () -> watchdogs.watchQuietly(quiet(), deadline),
                                    () -> measured.pagesBefore(NumaMaps.read(shell, moved.pid(), deadline))));

                    phases.begin("trigger", "moving pages of " + moved.name() + " to node " + host.targetNode());
                    Evidence.keep(
                            folder.resolve(Evidence.TRIGGER_LOG),
                            trigger(shell, guests, moved, load, deadline).fire(watch, deadline.sooner(TRIGGER_BUDGET)));

                    phases.begin("recover", "waiting for every CPU of every guest to run again");
                    guests.requireAlive();
                    load.requireRunning();
                    watchdogs.triggerEnded(deadline);
                    SideBySide.run(
                            "the guests to recover",
                            deadline,
                            List.of(
                                    load::end, // it has done its part, and would slow down the rest
                                    () -> measured.migrateCalls(watch.end(guests.pids(), deadline)),
                                    () -> watchdogs.awaitRecovery(deadline),
                                    () -> measured.pagesAfter(NumaMaps.read(shell, moved.pid(), deadline)),
                                    () -> measured.clocksAgain(shell, guests.all(), deadline),
                                    () -> measured.threads(shell, guests.all(), deadline)));
                    phases.begin("end", "ending the guests, and collecting");
                }
                consoles.stop();
                measured.tunables(tunables.changed());
                SideBySide.run(
                        "the guests to end", deadline, List.of(guests::close, () -> watchdogs.collect(deadline)));
            }
            phases.begin("restore", "restoring the host");
        } catch (MergeWait.NotMergedException e) {
            measured.notMerged(e);
        } catch (TrialFailedException
                | CommandFailedException
                | HostUnreachableException
                | HypervisorException
                | UnreadableOutputException
                | WaitTimedOutException e) {
            // A host that dies breaks whatever was under way: its death is the cause, the rest is noise.
            measured.failed(host.death().get().orElse(String.valueOf(e.getMessage())));
        }
        phases.end();
        return measured.record(phases.seconds(), Instant.now());
    }

    /** All of them in one command, since each takes a busy host a while. */
    private static List<Setting> settings(Arm arm) {
        return Stream.concat(Ksm.eager(arm.maxPageSharing()).stream(), KHUGEPAGED_SLEEPS.stream())
                .toList();
    }

    /** Longer than the stall that would be one too many. */
    private Duration quiet() {
        return Duration.ofSeconds((long) scenario.softLockupThresholdSeconds() + 1);
    }

    private static String sharing(Arm arm) {
        return arm.maxPageSharing()
                .map(limit -> "and setting max_page_sharing to " + limit)
                .orElse("and leaving max_page_sharing as it is");
    }

    private Trigger trigger(SshShell shell, Guests guests, Guest moved, Load load, Deadline deadline) {
        return scenario.trigger() == TriggerKind.NUMAD
                ? new Numad(
                        shell,
                        host.housekeepingCpu(),
                        guests.pids(),
                        host.crowdCpus(),
                        () -> load.startWritingEverywhere(deadline))
                : new MigratePages(
                        shell,
                        host.program("migrate"),
                        host.housekeepingCpu(),
                        moved.pid(),
                        host.sourceNode(),
                        host.targetNode());
    }
}
