package org.ksmlab.virt;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.InterruptedWaitException;
import org.ksmlab.waiting.WaitTimedOutException;

/** Calls into native code, which knows neither deadlines nor interrupts: each on a daemon thread of its own that can be left behind. */
final class NativeCall {
    private NativeCall() {}

    /**
     * Runs the task and waits for it. An unchecked exception of the task is thrown as it is.
     *
     * @param what names the thread and the wait
     * @param undo what to do with the result if it comes when nobody waits any more; on a thread of its own
     */
    static <T> T run(String what, Deadline deadline, Callable<T> task, Consumer<T> undo) {
        CompletableFuture<T> result = new CompletableFuture<>();
        DaemonThread.start("libvirt: " + what, () -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) { // also an Error goes to whoever waits
                result.completeExceptionally(e);
            }
        });
        try {
            return Await.result(what, deadline, result);
        } catch (WaitTimedOutException | InterruptedWaitException e) {
            var unused = result.thenAcceptAsync(undo, late -> DaemonThread.start("libvirt: undo of " + what, late));
            throw e;
        }
    }
}
