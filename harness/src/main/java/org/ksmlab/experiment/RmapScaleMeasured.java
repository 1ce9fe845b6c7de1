package org.ksmlab.experiment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.host.NumaMaps;
import org.ksmlab.model.HostState;
import org.ksmlab.model.MigrateCall;
import org.ksmlab.model.Sharers;
import org.ksmlab.waiting.Deadline;

/** Gathers the measurements of a trial of {@link RmapScale} while it goes on; whatever it was when it ended, becomes its record. */
final class RmapScaleMeasured {
    private final String run;
    private final RmapScale scale;
    private final int number;
    private final HostUnderTest host;
    private final Instant start = Instant.now();
    private String kernel = "";
    private Optional<String> failure = Optional.empty();
    private Optional<String> notMerged = Optional.empty();
    private List<Long> processes = List.of();
    private Optional<Sharers> sharers = Optional.empty();
    private Optional<Map<Integer, Long>> pagesBefore = Optional.empty();
    private Optional<Map<Integer, Long>> pagesAfter = Optional.empty();
    private List<MigrateCall> migrateCalls = List.of();
    private Optional<Long> quietFromNs = Optional.empty();

    RmapScaleMeasured(String run, RmapScale scale, int number, HostUnderTest host) {
        this.run = run;
        this.scale = scale;
        this.number = number;
        this.host = host;
    }

    void kernel(Shell shell, Deadline deadline) {
        kernel = shell.run(Command.of("uname", "-rv"), deadline)
                .orThrow()
                .stdout()
                .strip();
    }

    void processes(List<Long> pids) {
        processes = List.copyOf(pids);
    }

    void merged(Sharers counted) {
        sharers = Optional.of(counted);
    }

    void notMerged(ScaleMerge.NotMergedException why) {
        notMerged = Optional.of(String.valueOf(why.getMessage()));
    }

    void quietFrom(HostState now) {
        quietFromNs = Optional.of(now.nowNs());
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

    void failed(String why) {
        failure = Optional.of(why);
    }

    RmapScaleRecord record(Map<String, Double> phases) {
        return new RmapScaleRecord(
                RmapScaleRecord.VERSION,
                run,
                number,
                scale,
                host.target().name(),
                host.emulated(),
                host.sourceNode(),
                host.targetNode(),
                kernel,
                start,
                Instant.now(),
                failure,
                notMerged,
                phases,
                processes,
                sharers,
                pagesBefore,
                pagesAfter,
                migrateCalls,
                quietFromNs);
    }
}
