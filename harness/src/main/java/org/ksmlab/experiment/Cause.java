package org.ksmlab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.store.Json;
import org.ksmlab.watch.WaitKind;

/**
 * Who did it, where he was, and who waited for him: {@code cause.json} of a trial's folder. Times are the host's CLOCK_MONOTONIC, in
 * nanoseconds; what a look at the host's tasks found is taken to have lasted until the next look, but for no more than a second.
 *
 * @param version of this record's shape
 * @param culprit who moved a guest's pages for longest; empty if nobody did to the end
 * @param waiters the host's tasks that waited meanwhile, the longest wait first
 * @param victims the guests' CPUs that hung meanwhile, the longest hang first
 * @param sentences the same for people; hostile text in them, without control characters
 */
public record Cause(
        int version,
        Optional<Culprit> culprit,
        List<Waiter> waiters,
        List<Victim> victims,
        Signature signature,
        List<String> sentences) {
    public static final int VERSION = 1;

    private static final String FILE = "cause.json";

    /**
     * A migrate_pages(2).
     *
     * @param comm the caller's name: hostile text
     * @param guest whose pages it moved
     * @param pid of that guest's QEMU
     * @param work where its samples were
     */
    public record Culprit(
            String comm, long tid, String guest, long pid, long startNs, long endNs, double seconds, Work work) {}

    /**
     * Where a task was while it ran.
     *
     * @param samples of it in do_migrate_pages; 0 if it was not profiled
     * @param shares of them, by the kernel function whose work it was; what a function calls is part of it, so they overlap
     */
    public record Work(long samples, Map<String, Double> shares) {}

    /** What a task of the host is to the bug. */
    public enum Role {
        KSMD,
        KHUGEPAGED,
        VCPU,
        /** Another thread of a guest's QEMU. */
        QEMU,
        OTHER
    }

    /**
     * A task and one kind of its waits.
     *
     * @param name for people, such as {@code CPU 1 of ksmlab-g2}
     * @param guest whose QEMU it belongs to, or whose memory khugepaged must have waited for; empty if neither
     * @param vcpu empty if it is none
     * @param seconds in all
     * @param longestSeconds without a look at which it did not wait so
     * @param firstNs when it was first seen to wait so
     * @param at the innermost function it was mostly seen in
     */
    public record Waiter(
            String name,
            Role role,
            Optional<String> guest,
            Optional<Integer> vcpu,
            long pid,
            long tid,
            WaitKind kind,
            long samples,
            double seconds,
            double longestSeconds,
            long firstNs,
            long lastNs,
            String at) {}

    /**
     * A hang of a guest's CPU that overlaps the migration.
     *
     * @param cpu the guest's; empty if its kernel did not say
     * @param errorNs start and end are right within this
     * @param report what the guest's kernel printed; empty if its stall meter saw it
     * @param task the guest's, as {@code comm:pid}
     * @param function that the report is named after
     * @param waitedFor what the guest's own stack waited for, if it is known
     * @param vcpuSeconds how long the CPU's thread on the host waited meanwhile, by what for
     * @param inConvoy whether it may be the doing of a writer that waited for the mmap_lock of its QEMU
     */
    public record Victim(
            String guest,
            Optional<Integer> cpu,
            long startNs,
            long endNs,
            long errorNs,
            double seconds,
            Optional<String> report,
            Optional<String> task,
            Optional<String> function,
            Optional<WaitKind> waitedFor,
            Map<WaitKind, Double> vcpuSeconds,
            boolean inConvoy) {}

    /**
     * Whether it is a certain bug.
     *
     * @param recognised whether all conditions are met
     */
    public record Signature(String bug, boolean recognised, Map<String, Precondition> conditions) {}

    void write(Path trial) {
        Json.write(trial.resolve(FILE), this);
    }

    /**
     * Reads it from a trial's folder; empty if it has none.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is none of this version; the message names the file
     */
    public static Optional<Cause> read(Path trial) {
        Path file = trial.resolve(FILE);
        return Files.exists(file) ? Optional.of(Json.read(file, Cause.class)) : Optional.empty();
    }

    public Cause {
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version + ": this ksmlab reads " + VERSION);
        }
        waiters = List.copyOf(waiters);
        victims = List.copyOf(victims);
        sentences = List.copyOf(sentences);
    }
}
