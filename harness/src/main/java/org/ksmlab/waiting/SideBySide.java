package org.ksmlab.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Tasks that run at the same time, each on a daemon thread of its own. */
public final class SideBySide {
    /** Tasks whose sibling has failed are interrupted, and should soon see it. */
    private static final Duration INTERRUPTED_BUDGET = Duration.ofMinutes(1);

    private SideBySide() {}

    /** A task's result to come, and the thread it runs on. */
    private record Task<T>(CompletableFuture<T> result, Thread thread) {
        static <T> Task<T> start(String name, Supplier<T> task) {
            CompletableFuture<T> result = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            result.complete(task.get());
                        } catch (Throwable e) { // also an Error goes to whoever waits
                            result.completeExceptionally(e);
                        }
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
            return new Task<>(result, thread);
        }
    }

    /**
     * Starts one. Nothing ends it but itself.
     *
     * @param name names the thread
     */
    public static <T> CompletableFuture<T> start(String name, Supplier<T> task) {
        return Task.start(name, task).result();
    }

    /**
     * Runs them all and returns their results, in their order. If one fails or is late, the others are interrupted; when this throws, they
     * have ended too, unless they bore the interrupt for a minute.
     *
     * @param name reads well after "waited for", and names the threads
     * @throws WaitTimedOutException if not all are done by the deadline
     * @throws InterruptedWaitException if this thread is interrupted
     */
    public static <T> List<T> all(String name, Deadline deadline, List<? extends Supplier<T>> suppliers) {
        List<Task<T>> tasks = new ArrayList<>();
        suppliers.forEach(supplier -> tasks.add(Task.start(name, supplier)));
        List<CompletableFuture<T>> results = tasks.stream().map(Task::result).toList();
        try {
            Await.result(name, deadline, allOrFirstFailure(results));
            return results.stream().map(CompletableFuture::join).toList();
        } finally {
            // Those that are done do not mind.
            tasks.forEach(task -> task.thread().interrupt());
            awaitEnd(tasks.stream().map(Task::thread).toList());
        }
    }

    private static CompletableFuture<Boolean> allOrFirstFailure(List<? extends CompletableFuture<?>> results) {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        for (CompletableFuture<?> result : results) {
            var unused = result.exceptionally(failure -> {
                over.completeExceptionally(failure);
                return null;
            });
        }
        var unused = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenRun(() -> over.complete(true));
        return over;
    }

    /** Also if this thread is interrupted: what follows then cleans up, and may not meet tasks that still run. */
    private static void awaitEnd(List<Thread> threads) {
        Deadline deadline = Deadline.in(INTERRUPTED_BUDGET);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && !deadline.expired()) {
                try {
                    // Not 0, which is for ever.
                    thread.join(deadline.remaining().toMillis() + 1);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs them all; otherwise as {@link #all}. */
    public static void run(String name, Deadline deadline, List<? extends Runnable> tasks) {
        List<Supplier<Boolean>> suppliers = new ArrayList<>();
        for (Runnable task : tasks) {
            suppliers.add(() -> {
                task.run();
                return true;
            });
        }
        List<Boolean> unused = all(name, deadline, suppliers);
    }
}
