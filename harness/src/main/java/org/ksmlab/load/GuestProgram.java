package org.ksmlab.load;

import java.time.Duration;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandFailedException;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/** One of our programs that runs in a guest until it is closed. Of its output the last is kept. */
public final class GuestProgram implements AutoCloseable {
    private static final int KEPT_BYTES = 16 << 10;

    private final Command command;
    private final BoundedOutput output = new BoundedOutput(KEPT_BYTES);
    private final Running running;

    private GuestProgram(Shell guest, Command command) {
        this.command = command;
        this.running = guest.start(command, output::write);
    }

    /** Starts it; the program is in the guest's PATH. */
    public static GuestProgram start(Shell guest, Command command) {
        return new GuestProgram(guest, command);
    }

    /**
     * What it has printed so far.
     *
     * @throws CommandFailedException if it has ended
     * @throws org.ksmlab.command.HostUnreachableException if the connection to the guest broke
     */
    public String output() {
        if (!running.isAlive()) {
            running.await(Deadline.in(Duration.ZERO)).orThrow();
            throw new CommandFailedException(command, "ended by itself");
        }
        return output.text();
    }

    @Override
    public void close() {
        running.close();
    }
}
