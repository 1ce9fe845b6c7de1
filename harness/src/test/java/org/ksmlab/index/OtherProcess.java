package org.ksmlab.index;

import java.nio.file.Path;
import java.time.Duration;
import org.ksmlab.waiting.Deadline;

/** Makes an index anew, as often as it is told to, and says so on standard output each time. */
final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] args) {
        for (int time = 0; time < Integer.parseInt(args[2]); time++) {
            RunIndex.rebuild(Path.of(args[0]), Path.of(args[1]), Deadline.in(Duration.ofSeconds(60)))
                    .close();
            System.out.println("rebuilt");
        }
    }
}
