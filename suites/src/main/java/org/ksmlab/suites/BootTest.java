package org.ksmlab.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.command.Shell;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.lab.Images;
import org.ksmlab.lab.LabFolder;
import org.ksmlab.lab.LabHost;
import org.ksmlab.lab.LabStarter;
import org.ksmlab.lab.Workplace;
import org.ksmlab.waiting.Deadline;
import org.testng.annotations.Test;

/** A lab host that dies while it boots. */
public class BootTest {
    private static final Duration BUDGET = Duration.ofMinutes(20);

    @Test
    public void aKernelThatPanicsAtBootIsBootedAgainAndThenItsLastWordsAreTold() {
        Workplace workplace = Workplace.fromLauncher();
        LabFolder folder = LabFolder.in(workplace.cache());
        Deadline deadline = Deadline.in(BUDGET);
        List<String> said = new ArrayList<>();
        try (LabFolder.Lease lease = folder.lease();
                Shell local = workplace.localShell()) {
            LabHost.running(folder).ifPresent(LabHost::down);
            LabStarter starter = new LabStarter(local, workplace.recipes(), workplace.cache(), said::add);

            assertThatThrownBy(() -> starter.up(
                            Optional.of(withoutInitrd(workplace, local, deadline)), OptionalInt.empty(), deadline))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("it did not come up in 3 boots")
                    .hasMessageContaining("Kernel panic - not syncing: VFS: Unable to mount root fs");

            assertThat(said)
                    .filteredOn(line -> line.contains("while it booted: booting it again"))
                    .hasSize(2);
            assertThat(LabHost.running(folder)).isEmpty();
            lease.requireHeld();
        }
    }

    /** The drivers of its disk are in the initrd that is missing. */
    private static BootFiles withoutInitrd(Workplace workplace, Shell local, Deadline deadline) {
        Path images = workplace.cache().resolve("images");
        Path labHost = new Images(local, workplace.recipes(), images, line -> {})
                .build(deadline)
                .labHost();
        return new BootFiles(BootFiles.in(labHost).vmlinuz(), Optional.empty());
    }
}
