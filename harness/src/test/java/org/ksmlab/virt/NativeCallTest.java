package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.InterruptedWaitException;
import org.ksmlab.waiting.WaitTimedOutException;
import org.testng.annotations.Test;

public class NativeCallTest {
    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    @Test
    public void aResultInTimeIsReturnedAndNotUndone() {
        CompletableFuture<String> undone = new CompletableFuture<>();
        assertThat(NativeCall.run("it", soon(), () -> "result", undone::complete))
                .isEqualTo("result");
        assertThat(undone).isNotDone();
    }

    @Test
    public void aResultThatComesTooLateIsUndone() {
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<String> undone = new CompletableFuture<>();
        assertThatThrownBy(() -> NativeCall.run("it", Deadline.in(Duration.ofMillis(10)), late::join, undone::complete))
                .isInstanceOf(WaitTimedOutException.class);
        late.complete("result");
        assertThat(Await.result("the undoing", soon(), undone)).isEqualTo("result");
    }

    @Test
    public void whatAnInterruptedCallerStartedIsUndoneToo() {
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<String> undone = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> NativeCall.run("it", soon(), late::join, undone::complete))
                    .isInstanceOf(InterruptedWaitException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        late.complete("result");
        assertThat(Await.result("the undoing", soon(), undone)).isEqualTo("result");
    }

    @Test
    public void whatTheTaskThrowsReachesTheCallerAsItIs() {
        HypervisorException failure = new HypervisorException("test:///default", "it", new IllegalStateException("no"));
        assertThatThrownBy(() -> NativeCall.run(
                        "it",
                        soon(),
                        () -> {
                            throw failure;
                        },
                        undo -> {}))
                .isSameAs(failure);
    }

    @Test
    public void theThreadIsNamedAfterTheCallAndKeepsNoJvmAlive() {
        Thread thread = NativeCall.run("the start of ksmlab-a", soon(), Thread::currentThread, undo -> {});
        assertThat(thread.getName()).isEqualTo("libvirt: the start of ksmlab-a");
        assertThat(thread.isDaemon()).isTrue();
    }
}
