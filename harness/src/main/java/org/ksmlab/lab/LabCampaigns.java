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
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.ksmlab.command.Shell;
import org.ksmlab.experiment.Campaign;
import org.ksmlab.experiment.CampaignFolder;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.HostTrials;
import org.ksmlab.experiment.Progress;
import org.ksmlab.experiment.Trials;
import org.ksmlab.kernels.Kernels;

/** Campaigns on the lab host: boots one unless one is up, and leaves things as they were. */
public final class LabCampaigns {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Workplace workplace;
    private final Progress progress;
    private final OptionalInt sshPort;

    /** @param sshPort of the lab host on 127.0.0.1; empty: any free one */
    public LabCampaigns(Workplace workplace, Progress progress, OptionalInt sshPort) {
        this.workplace = workplace;
        this.progress = progress;
        this.sshPort = sshPort;
    }

    /**
     * Runs a campaign in a new folder.
     *
     * @param label what the folder's name ends in
     * @param runs where the folder goes
     * @throws LabInUseException if another process uses the lab host
     */
    public CampaignResult start(CampaignPlan plan, String label, Path runs) {
        return run(
                kernelsOf(plan),
                () -> new CampaignFolder(makeRun(runs, label)),
                (run, trials) -> Campaign.start(plan, run, trials, progress));
    }

    /**
     * Continues a campaign that was killed.
     *
     * @param folder the run's, with its plan
     * @throws LabInUseException if another process uses the lab host; it may be at this campaign
     * @throws UncheckedIOException if it holds no plan, or one of another version
     */
    public CampaignResult resume(Path folder) {
        CampaignPlan plan = CampaignPlan.read(folder.resolve(CampaignPlan.FILE));
        return run(kernelsOf(plan), () -> real(folder), (run, trials) -> Campaign.resume(run, trials, progress));
    }

    private static List<String> kernelsOf(CampaignPlan plan) {
        return plan.arms().stream()
                .flatMap(arm -> arm.arm().kernel().stream())
                .distinct()
                .toList();
    }

    /** @param needed kernels to be made before anything is booted */
    private CampaignResult run(
            List<String> needed,
            Supplier<CampaignFolder> folder,
            BiFunction<CampaignFolder, Trials, Campaign> campaign) {
        try (Shell local = workplace.localShell();
                LabSession lab = LabSession.open(
                        workplace.cache(),
                        new LabStarter(local, workplace.recipes(), workplace.cache(), progress::phase),
                        sshPort,
                        progress::event)) {
            Kernels kernels = workplace.kernels(local, progress::phase);
            lab.prepare(needed.stream().map(kernels::get).toList());
            CampaignFolder run = folder.get();
            Trials trials = new HostTrials(
                    arm -> lab.ready(arm.kernel().map(kernels::get)).underTest(), run.name(), lab.journal(), progress);
            return campaign.apply(run, trials).run();
        }
    }

    /** A new folder, named after the time. */
    static Path makeRun(Path parent, String label) {
        String name = LocalDateTime.now(ZoneOffset.UTC).format(TIME) + "-" + label;
        try {
            Path folder = Files.createDirectory(Files.createDirectories(parent).resolve(name));
            return folder.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the run's folder in " + parent, e);
        }
    }

    private static CampaignFolder real(Path folder) {
        try {
            return new CampaignFolder(folder.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("no such run: " + folder, e);
        }
    }
}
