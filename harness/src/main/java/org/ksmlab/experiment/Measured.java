package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.host.NumaMaps;
import org.ksmlab.host.RunningKernel;
import org.ksmlab.model.HostState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.model.TunableChange;
import org.ksmlab.virt.QemuProcess;
import org.ksmlab.virt.QemuThread;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;
import org.ksmlab.waiting.WaitTimedOutException;

/** Gathers a trial's measurements while it goes on; whatever it was when it ended, becomes its record. */
final class Measured {
    /** The best of a few answers, while there is time: KSM merges meanwhile. */
    private static final int CLOCK_ROUNDS = 3;

    private static final Duration CLOCKS_BUDGET = Duration.ofSeconds(30);

    private final String run;
    private final Arm arm;
    private final int number;
    private final Scenario scenario;
    private final HostUnderTest host;
    private final Instant start;
    private final Clocks clocks;
    private String kernel = "";
    private Optional<RunningKernel> hostKernel = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private Optional<String> notMerged = Optional.empty();
    private Optional<HostState> merged = Optional.empty();
    private Optional<Sharers> sharers = Optional.empty();
    private Optional<Map<Integer, Long>> pagesBefore = Optional.empty();
    private Optional<Map<Integer, Long>> pagesAfter = Optional.empty();
    private List<MigrateCall> migrateCalls = List.of();
    private List<String> forbiddenCpuThreads = List.of();
    private Optional<Long> quietFromNs = Optional.empty();
    private List<TunableChange> tunables = List.of();

    Measured(String run, Arm arm, int number, Scenario scenario, HostUnderTest host, Path folder, Instant start) {
        this.run = run;
        this.arm = arm;
        this.number = number;
        this.scenario = scenario;
        this.host = host;
        this.start = start;
        this.clocks = new Clocks(folder);
    }

    void kernel(Shell shell, Deadline deadline) {
        SideBySide.run(
                "the host's kernel to say what it is",
                deadline,
                List.of(
                        () -> kernel = shell.run(Command.of("uname", "-rv"), deadline)
                                .orThrow()
                                .stdout()
                                .strip(),
                        () -> hostKernel = Optional.of(RunningKernel.read(shell, deadline))));
    }

    void clocks(Shell shell, List<Guest> running, Deadline deadline) {
        clocks.read(shell, running, CLOCK_ROUNDS, deadline);
    }

    /** Once more. A guest that does not answer any more is for others to notice; what was read before has an error that covers it. */
    void clocksAgain(Shell shell, List<Guest> running, Deadline deadline) {
        try {
            clocks.read(shell, running, 1, deadline.sooner(CLOCKS_BUDGET));
        } catch (CommandFailedException | HostUnreachableException | WaitTimedOutException e) {
            // See above.
        }
    }

    void merged(MergeWait.Merged state) {
        merged = Optional.of(state.host());
        sharers = Optional.of(state.sharers());
    }

    void notMerged(MergeWait.NotMergedException why) {
        notMerged = Optional.of(String.valueOf(why.getMessage()));
        merged = Optional.of(why.state());
    }

    /** From here to the trigger, nothing but the load should make the guests stall. */
    void quietFrom(Watchdogs watchdogs) {
        quietFromNs = watchdogs.hostState().map(HostState::nowNs);
    }

    void pagesBefore(NumaMaps maps) {
        pagesBefore = Optional.of(maps.pagesByNode());
    }

    void pagesAfter(NumaMaps maps) {
        pagesAfter = Optional.of(maps.pagesByNode());
    }

    void migrateCalls(List<MigrateCall> calls) {
        migrateCalls = List.copyOf(calls);
    }

    /** Whatever numad made of the guests' affinities: no thread of theirs may run where none may. */
    void threads(Shell shell, List<Guest> running, Deadline deadline) {
        List<Supplier<Optional<QemuProcess>>> looks = new ArrayList<>();
        running.forEach(guest -> looks.add(() -> QemuProcess.of(shell, guest.pid(), deadline)));
        forbiddenCpuThreads = SideBySide.all("the guests' threads", deadline, looks).stream()
                .flatMap(Optional::stream)
                .flatMap(process -> process.threads().stream())
                .filter(thread ->
                        !host.guestCpus().cpus().containsAll(thread.allowed().cpus()))
                .map(QemuThread::toString)
                .toList();
    }

    /** All that it will change was changed. */
    void tunables(List<TunableChange> changes) {
        tunables = changes;
    }

    void failed(String why) {
        failure = Optional.of(why);
    }

    TrialRecord record(Map<String, Double> phases, Instant end) {
        return new TrialRecord(
                TrialRecord.VERSION,
                run,
                arm,
                number,
                scenario,
                host.target().name(),
                host.emulated(),
                host.sourceNode(),
                host.targetNode(),
                kernel,
                hostKernel,
                start,
                end,
                failure,
                notMerged,
                phases,
                clocks.guests(end),
                merged,
                sharers,
                pagesBefore,
                pagesAfter,
                migrateCalls,
                forbiddenCpuThreads,
                quietFromNs,
                tunables);
    }
}
