package org.ksmlab.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;

/** A consumer that remembers. */
final class Heard implements Consumer<ConsoleRecord> {
    private final List<ConsoleRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void accept(ConsoleRecord record) {
        records.add(record);
    }

    List<ConsoleRecord> records() {
        return records;
    }

    List<String> texts() {
        return records.stream().map(ConsoleRecord::text).toList();
    }

    void awaitText(String text) {
        awaitText(text, Deadline.in(Duration.ofSeconds(30)));
    }

    void awaitText(String text, Deadline deadline) {
        Await.until("the text " + text, deadline, () -> texts().contains(text));
    }
}
