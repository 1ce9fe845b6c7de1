package org.ksmlab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.console.ClockOffset;
import org.ksmlab.console.PostMortem;
import org.ksmlab.console.Timeline;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;

/**
 * A trial in which we failed to look. If its host went down, the host may know more once it is back; that goes to the trial's folder: the
 * files as they are to {@code post-mortem/}, what they say to {@code post-mortem.jsonl}, as in a {@link Timeline}.
 *
 * @param start by our own clock
 */
record LostTrial(Path folder, Instant start) {
    private static final Duration BUDGET = Duration.ofMinutes(2);

    /** That nothing can be had is no reason not to go on. */
    void collect(HostUnderTest host, Progress progress) {
        Deadline deadline = Deadline.in(BUDGET);
        try (Shell shell = host.connect(deadline);
                Timeline timeline = Timeline.start(folder.resolve("post-mortem.jsonl"), line -> {})) {
            Instant since = start.plus(ClockOffset.measure(shell, 1, deadline).realtimeAhead());
            PostMortem.collect(shell, Consoles.HOST, since, folder.resolve("post-mortem"), deadline, timeline);
        } catch (CommandFailedException | HostUnreachableException | WaitTimedOutException e) {
            progress.event(
                    "cannot tell whether " + host.target().name() + " kept a log of what happened: " + e.getMessage());
        }
    }
}
