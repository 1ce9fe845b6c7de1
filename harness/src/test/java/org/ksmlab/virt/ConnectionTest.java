package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.WaitTimedOutException;
import org.testng.annotations.Test;

public class ConnectionTest {
    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    @Test
    public void aCallThatWasLeftBehindStillHasItsConnectionAfterTheEnd() {
        Watchers nobody = new Watchers();
        Connection connection = Connection.open(new LibvirtUri("test:///default"), nobody, nobody, soon());
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        CompletableFuture<Boolean> alive = new CompletableFuture<>();
        assertThatThrownBy(() -> connection.call("an answer", Deadline.in(Duration.ofMillis(10)), connect -> {
                    answer.join();
                    return alive.complete(connect.isAlive());
                }))
                .isInstanceOf(WaitTimedOutException.class);

        Thread.currentThread().interrupt(); // else it would wait for the call, for seconds
        connection.close();
        assertThat(Thread.interrupted()).isTrue();

        assertThatThrownBy(() -> connection.call("more", soon(), connect -> true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        answer.complete(true);
        assertThat(Await.result("the end of the call", soon(), alive)).isTrue();
    }
}
