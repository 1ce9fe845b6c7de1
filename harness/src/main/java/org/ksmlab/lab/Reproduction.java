package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.ksmlab.command.Shell;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.Campaign;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.Progress;
import org.ksmlab.experiment.Scenario;

/** The main job: a scenario on the lab host, without and with the limit on sharing. */
public final class Reproduction {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Workplace workplace;
    private final Progress progress;

    public Reproduction(Workplace workplace, Progress progress) {
        this.workplace = workplace;
        this.progress = progress;
    }

    /**
     * Boots a lab host unless one is up, runs both arms, and leaves things as they were.
     *
     * @param trials of each arm that give an answer
     * @param retries of each arm
     * @param runs where the run's folder goes
     * @param sshPort of the lab host on 127.0.0.1; empty: any free one
     * @throws LabInUseException if another process uses the lab host
     */
    public CampaignResult run(Scenario scenario, int trials, int retries, Path runs, OptionalInt sshPort) {
        try (Shell local = workplace.localShell();
                LabSession lab = LabSession.open(
                        workplace.cache(),
                        new LabStarter(local, workplace.recipes(), workplace.cache(), progress::phase),
                        sshPort)) {
            Path run = makeRun(runs);
            Path journal = Files.createDirectories(workplace.journals()).resolve(run.getFileName() + ".jsonl");
            return new Campaign(
                            () -> lab.ready().underTest(),
                            scenario,
                            List.of(Arm.WITHOUT_LIMIT, Arm.WITH_LIMIT),
                            trials,
                            retries,
                            run,
                            journal,
                            progress)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + workplace.journals(), e);
        }
    }

    private static Path makeRun(Path parent) {
        String name = LocalDateTime.now(ZoneOffset.UTC).format(TIME) + "-reproduce";
        try {
            return Files.createDirectory(Files.createDirectories(parent).resolve(name))
                    .toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the run's folder in " + parent, e);
        }
    }
}
