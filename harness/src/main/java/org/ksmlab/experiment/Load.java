package org.ksmlab.experiment;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.ksmlab.command.Command;
import org.ksmlab.load.GuestProgram;
import org.ksmlab.model.KeyValues;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.SideBySide;

/** The identical memory in the guests, which is read all the while, and the writeback on their disks. */
final class Load implements AutoCloseable {
    private static final Duration FILL_BUDGET = Duration.ofMinutes(4);

    /** Seen: a second or two. A guest that does not answer now was lost to the emulation, and no trigger to blame. */
    private static final Duration START_BUDGET = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);

    /** Pauses between two reads of all pages: none to speak of, and enough for others to run on the same CPU. */
    private static final int BUSY_TOUCH_MS = 1;

    private static final int IDLE_TOUCH_MS = 500;

    /** At once, from each guest's disk: nearly as many as its queue takes ({@link org.ksmlab.virt.DomainXml}). */
    private static final int WARM_UP_READERS = 12;

    /** Of each reader; together ten times QEMU's pool. */
    private static final int WARM_UP_READS = 60;

    /** The least that the kernel's block layer takes (BLKDEV_MIN_RQ). */
    private static final int REQUESTS_AT_ONCE = 4;

    /** Small beside the identical memory; rewritten all the time. */
    private static final int WRITE_MIB = 8;

    private final Scenario scenario;
    private final Guests guests;
    private final List<GuestProgram> fillers = new ArrayList<>();
    private final List<GuestProgram> writers = new ArrayList<>();

    /** As they said at first; of what they go on to say, only the last is kept. */
    private final Map<GuestProgram, Long> pids = new HashMap<>();

    private Load(Scenario scenario, Guests guests) {
        this.scenario = scenario;
        this.guests = guests;
    }

    /** Fills the guests' memory, in all of them at once, and returns when it is full. */
    static Load fill(Scenario scenario, Guests guests, Deadline whole) {
        Load load = new Load(scenario, guests);
        try {
            load.fillAll(whole.sooner(FILL_BUDGET));
            return load;
        } catch (RuntimeException e) {
            load.close();
            throw e;
        }
    }

    private void fillAll(Deadline deadline) {
        for (Guest guest : guests.all()) {
            int touchMs = fillers.size() < scenario.busyGuests() ? BUSY_TOUCH_MS : IDLE_TOUCH_MS;
            fillers.add(GuestProgram.start(
                    guest.shell(),
                    Command.of(
                            "filler",
                            "--mib",
                            scenario.fillMib(),
                            "--pattern",
                            "one",
                            "--touch-ms",
                            touchMs,
                            "--touch-at-usr1")));
        }
        fillers.forEach(filler -> awaitPid("the guests' memory to be filled", filler, "state=filled", deadline));
    }

    /** What takes a while and no part in the merge: afterwards, the load starts at a signal. */
    void makeReady(Deadline deadline) {
        fillCoroutinePools(deadline);
        startWriters(deadline.sooner(START_BUDGET));
    }

    /**
     * QEMU maps a stack for each disk request's coroutine until its pool has enough: in 7.2, 64 and as many as are under way when one half
     * of the pool is used up (util/qemu-coroutine.c). For each it takes its mmap_lock for writing. Were that to go on while the guest's
     * pages are being migrated, all its vCPUs would wait for the end of the migration, with and without the limit. So there are many requests
     * at once now, and from then on fewer.
     */
    private void fillCoroutinePools(Deadline deadline) {
        String script = "i=0; while [ $i -lt $1 ]; do"
                + " dd if=/dev/vda of=/dev/null bs=4k count=$2 skip=$((i * $2)) iflag=direct 2>/dev/null & i=$((i + 1)); done;"
                + " wait; echo $3 >/sys/block/vda/queue/nr_requests";
        Command warmUp = Command.of("sh", "-c", script, "warm-up", WARM_UP_READERS, WARM_UP_READS, REQUESTS_AT_ONCE);
        for (Guest guest : guests.all()) { // one at a time: of both at once a guest was lost, now and then
            guest.shell().run(warmUp, deadline.sooner(START_BUDGET)).orThrow();
        }
    }

    /** Each waits for a signal before it writes. */
    private void startWriters(Deadline deadline) {
        for (Guest guest : guests.all()) {
            writers.add(GuestProgram.start(
                    guest.shell(),
                    Command.of(
                            "sh",
                            "-c",
                            "echo pid=$$; kill -STOP $$; exec \"$@\"",
                            "writer",
                            "writeback",
                            "--file",
                            "/data/written",
                            "--mib",
                            WRITE_MIB,
                            "--threads",
                            scenario.vcpus(),
                            "--mode",
                            "mmap",
                            "--forever")));
        }
        writers.forEach(writer -> awaitPid("the guests' writers to start", writer, "pid=", deadline));
    }

    /** Waits for the first line of a program, which has its pid. */
    private void awaitPid(String what, GuestProgram program, String start, Deadline deadline) {
        String line = Await.value(what, deadline, POLL, () -> {
            guests.requireAlive();
            String said = program.output();
            return said.startsWith(start) && said.contains("\n") ? said.lines().findFirst() : Optional.empty();
        });
        pids.put(program, KeyValues.parse(line).number("pid"));
    }

    /**
     * Has the guests read their memory, all of it over and over, and write, from now on. Guests that are not to be busy yet write from
     * {@link #startWritingEverywhere} on. While that goes on, wb_workfn runs in them, and flushes the TLBs of CPUs that store to what it
     * cleans.
     */
    void start(Deadline whole) {
        inEach(whole.sooner(START_BUDGET), i -> {
            long filler = pid(fillers.get(i));
            // In one command: each takes an emulated guest half a second.
            return i < scenario.busyGuests()
                    ? Command.of("sh", "-c", "kill -USR1 $1 && kill -CONT $2", "start", filler, pid(writers.get(i)))
                    : Command.of("kill", "-USR1", filler);
        });
    }

    /** From now on all guests write, also those that waited. */
    void startWritingEverywhere(Deadline deadline) {
        inEach(deadline, i -> Command.of("kill", "-CONT", pid(writers.get(i))));
    }

    private long pid(GuestProgram program) {
        return requireNonNull(pids.get(program));
    }

    /** Runs a command in each guest, all at once. */
    private void inEach(Deadline deadline, IntFunction<Command> command) {
        List<Runnable> runs = new ArrayList<>();
        for (int i = 0; i < guests.all().size(); i++) {
            Guest guest = guests.all().get(i);
            Command kill = command.apply(i);
            runs.add(() -> guest.shell().run(kill, deadline).orThrow());
        }
        SideBySide.run("a signal to the guests' programs", deadline, runs);
    }

    /** Makes sure that all of it still goes on. */
    void requireRunning() {
        fillers.forEach(GuestProgram::output);
        writers.forEach(GuestProgram::output);
    }

    /** Ends it, in guests that answer. */
    void end() {
        writers.forEach(GuestProgram::close);
        fillers.forEach(GuestProgram::close);
    }

    @Override
    public void close() {
        end();
    }
}
