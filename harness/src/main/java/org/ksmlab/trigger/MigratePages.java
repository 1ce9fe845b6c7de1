package org.ksmlab.trigger;

import org.ksmlab.command.Command;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/**
 * Calls migrate_pages(2) for one guest, without waiting for numad to want it.
 *
 * @param program where the host has our program {@code migrate}
 * @param cpu the host's CPU to run on
 * @param pid the guest's QEMU process
 */
public record MigratePages(Shell host, String program, int cpu, long pid, int fromNode, int toNode) implements Trigger {
    @Override
    public String fire(MigrateWatch watch, Deadline deadline) {
        return host.run(
                        Command.of(
                                "taskset",
                                "--cpu-list",
                                cpu,
                                program,
                                "--pid",
                                pid,
                                "--from",
                                fromNode,
                                "--to",
                                toNode),
                        deadline)
                .orThrow()
                .stdout();
    }
}
