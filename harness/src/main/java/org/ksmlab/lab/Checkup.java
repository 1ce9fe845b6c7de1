package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;

/** What this machine can do for a lab host, what it lacks, and how to get it. It only looks: nothing is made, changed or booted. */
public final class Checkup {
    /** For a few short commands. */
    private static final Duration BUDGET = Duration.ofSeconds(30);

    private final Workplace workplace;
    private final Packages missing;
    private final long roomGib;

    /** How a thing is. */
    public enum State {
        OK,
        /** Worth knowing; nothing that a reproduction needs is missing. */
        NOTE,
        /** A reproduction needs it. */
        MISSING
    }

    /**
     * One thing that was looked at.
     *
     * @param found how it is, in words
     * @param remedy what would change it; empty if there is nothing to be done
     */
    public record Item(String name, State state, String found, Optional<String> remedy) {}

    /**
     * The distribution's packages that are missing here, by what needs them; blanks between them, empty for none.
     *
     * @param reproduce all commands that boot a lab host
     * @param test the tests, with those of {@code reproduce}
     * @param kernels what builds kernels, with those of {@code reproduce}
     */
    public record Packages(String reproduce, String test, String kernels) {}

    /**
     * For this machine.
     *
     * @param missing as the launcher found out
     * @param roomGib what the lab host needs in the cache, in GiB
     */
    public Checkup(Workplace workplace, Packages missing, long roomGib) {
        this.workplace = workplace;
        this.missing = missing;
        this.roomGib = roomGib;
    }

    /** All of it, in the order of what has to be there first. */
    public List<Item> look() {
        List<Item> items = new ArrayList<>();
        items.add(packages("packages to reproduce", missing.reproduce(), State.MISSING));
        items.add(packages("packages to test", missing.test(), State.NOTE));
        items.add(packages("packages for kernels", missing.kernels(), State.NOTE));
        items.add(user());
        items.add(room());
        try (Shell local = workplace.localShell()) {
            items.add(images(local));
            items.add(size());
            if (missing.reproduce().isEmpty()) {
                items.add(accelerator(local));
            }
        }
        items.add(labHost());
        return List.copyOf(items);
    }

    private static Item packages(String name, String missing, State ifMissing) {
        return missing.isEmpty()
                ? ok(name, "all here")
                : new Item(
                        name,
                        ifMissing,
                        "missing: " + missing,
                        Optional.of("apt-get install " + missing + ", or --yes with the command that needs them"));
    }

    private static Item ok(String name, String found) {
        return new Item(name, State.OK, found, Optional.empty());
    }

    private static Item user() {
        String user = System.getProperty("user.name");
        return user.equals("root")
                ? ok("user", user)
                : new Item("user", State.MISSING, user, Optional.of("run it as root, who can make images"));
    }

    private Item room() {
        try {
            FileStore store = Files.getFileStore(workplace.cache());
            String found = (store.getUsableSpace() >> 30) + " GiB in " + workplace.cache();
            return store.getUsableSpace() >= roomGib << 30
                    ? ok("disk space", found)
                    : new Item(
                            "disk space",
                            State.MISSING,
                            found + ", of " + roomGib + " that are needed",
                            Optional.of("KSMLAB_CACHE can name another folder"));
        } catch (IOException e) {
            throw new UncheckedIOException(workplace.cache() + ": " + e.getMessage(), e);
        }
    }

    private Item images(Shell local) {
        List<String> unmade =
                new Images(local, workplace.recipes(), workplace.cache().resolve("images"), line -> {}).missing();
        return unmade.isEmpty()
                ? ok("images", "made")
                : new Item(
                        "images",
                        State.NOTE,
                        "not made yet: " + String.join(", ", unmade),
                        Optional.of("the next run makes them, over the network"));
    }

    private static Item size() {
        int cores = Runtime.getRuntime().availableProcessors();
        long availableMib = LabSize.availableMib();
        try {
            LabSize size = LabSize.forMachine(cores, availableMib);
            return ok(
                    "cores and memory",
                    cores + " cores, " + availableMib + " MiB free: a lab host of " + size.cpus() + " CPUs and "
                            + size.memoryMib() + " MiB");
        } catch (IllegalStateException e) {
            return new Item(
                    "cores and memory",
                    State.MISSING,
                    String.valueOf(e.getMessage()),
                    Optional.of("end what uses memory"));
        }
    }

    private Item accelerator(Shell local) {
        Optional<Accelerator> known = new AcceleratorProbe(
                        local, workplace.cache().resolve("accelerator.json"), line -> {})
                .known(Deadline.in(BUDGET));
        if (known.isEmpty()) {
            return new Item(
                    "KVM",
                    State.NOTE,
                    "/dev/kvm is there; whether it runs a kernel with KVM inside was not tried yet",
                    Optional.of("the next run boots one to find out"));
        }
        return known.get().isEmulated()
                ? new Item(
                        "KVM",
                        State.NOTE,
                        "the lab host is emulated: its seconds are not a real host's",
                        Optional.of("a /dev/kvm with nested virtualization (parameter nested of kvm_intel or kvm_amd)"))
                : ok("KVM", "runs a kernel with KVM inside");
    }

    private Item labHost() {
        LabFolder folder = LabFolder.in(workplace.cache());
        try (LabFolder.Lease lease = folder.lease()) {
            Item item = labHost(folder);
            lease.requireHeld();
            return item;
        } catch (LabInUseException e) {
            return ok("lab host", "another ksmlab uses it");
        }
    }

    private Item labHost(LabFolder folder) {
        Optional<LabHost> host = LabHost.running(folder);
        Optional<String> death = host.flatMap(LabHost::death);
        if (death.isPresent()) {
            return new Item("lab host", State.NOTE, death.get(), Optional.of("ksmlab lab down"));
        }
        List<String> left = new ArrayList<>();
        for (ProcessHandle process :
                new Leftovers(Workplace.OWNER, workplace.cache().toString(), folder).processes()) {
            if (host.filter(up -> up.machine().pid() == process.pid()).isEmpty()) {
                left.add(Leftovers.text(process));
            }
        }
        workplace.unrestored().forEach(journal -> left.add("the journal " + journal));
        if (!left.isEmpty()) {
            return new Item(
                    "lab host",
                    State.NOTE,
                    "a killed run left " + String.join(", ", left),
                    Optional.of("ksmlab clean"));
        }
        return ok("lab host", host.isPresent() ? "up" : "down");
    }
}
