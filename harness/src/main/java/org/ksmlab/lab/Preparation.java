package org.ksmlab.lab;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/** Makes kernels, one after the other, beside other work. Whoever starts it closes it, which ends what is not done yet. */
final class Preparation implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread maker = new Thread(task, "kernel build");
        maker.setDaemon(true);
        return maker;
    });

    private Preparation() {}

    /** Makes them while the other work goes on, and returns what came of that, once all of it is done. */
    static <T> T of(List<Kernel> kernels, Supplier<T> otherWork, Deadline deadline) {
        try (Preparation preparation = new Preparation()) {
            Future<?> made = preparation.thread.submit(() -> kernels.forEach(kernel -> kernel.make(deadline)));
            T result = otherWork.get();
            Await.result("the kernels", deadline, made);
            return result;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
