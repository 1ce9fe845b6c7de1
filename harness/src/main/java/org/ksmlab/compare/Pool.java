package org.ksmlab.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.ksmlab.experiment.CampaignFolder;
import org.ksmlab.experiment.CampaignPlan;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.statistics.Sprt;

/**
 * Trials of several runs, pooled by the names of their arms. Nothing but the runs' folders is read.
 *
 * @param runs the folders' names
 * @param arms in the order in which the runs have them
 * @param doses of the trials that gave an answer, and what they did
 * @param rule by which the runs' arms are decided
 * @param notes what is to be kept in mind when reading the numbers
 */
public record Pool(List<String> runs, List<ArmResult> arms, List<GuestDose> doses, Sprt rule, List<String> notes) {
    public Pool {
        runs = List.copyOf(runs);
        arms = List.copyOf(arms);
        doses = List.copyOf(doses);
        notes = List.copyOf(notes);
    }

    /**
     * Reads runs.
     *
     * @throws UncheckedIOException if a file of theirs cannot be read; the message names it
     * @throws IllegalArgumentException if a folder is no run, or they cannot be pooled
     */
    public static Pool read(List<Path> folders) {
        Map<String, ArmResult> arms = new LinkedHashMap<>();
        List<Answer> answers = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Set<Path> seen = new LinkedHashSet<>();
        List<String> names = new ArrayList<>();
        Set<Sprt> rules = new LinkedHashSet<>();
        for (Path folder : folders) {
            CampaignFolder run = new CampaignFolder(real(folder));
            if (!seen.add(run.path())) {
                throw new IllegalArgumentException("the same run twice: " + folder);
            }
            names.add(run.name());
            rules.add(rule(run));
            for (ArmResult arm :
                    CampaignResult.read(run.path().resolve(CampaignResult.FILE)).arms()) {
                arms.merge(arm.name(), arm, (one, other) -> pooled(one, other, folder));
                answers.addAll(answers(run, arm, notes));
            }
        }
        noteMixtures(answers.stream().map(Answer::record).toList(), notes);
        List<GuestDose> doses = answers.stream()
                .flatMap(answer -> GuestDose.of(answer.record(), answer.result()).stream())
                .toList();
        if (rules.size() > 1) {
            notes.add("the runs have several sequential rules: decided by " + Sprt.DEFAULT);
        }
        Sprt rule = rules.size() == 1 ? rules.iterator().next() : Sprt.DEFAULT;
        return new Pool(names, List.copyOf(arms.values()), doses, rule, notes);
    }

    /** The usual one if the run's plan is lost, or has none. */
    private static Sprt rule(CampaignFolder run) {
        return Files.exists(run.path().resolve(CampaignPlan.FILE))
                ? run.plan().sequential().orElse(Sprt.DEFAULT)
                : Sprt.DEFAULT;
    }

    private static Path real(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (Files.exists(real.resolve(CampaignResult.FILE))) {
                return real;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("no such folder: " + folder, e);
        }
        throw new IllegalArgumentException("no run: " + folder + " has no " + CampaignResult.FILE);
    }

    private static ArmResult pooled(ArmResult one, ArmResult other, Path folder) {
        if (one.expected() != other.expected()) {
            throw new IllegalArgumentException("the arm " + one.name() + " expects " + other.expected() + " in "
                    + folder + ", and " + one.expected() + " in a run before it");
        }
        List<TrialResult> trials = new ArrayList<>(one.trials());
        trials.addAll(other.trials());
        return new ArmResult(one.name(), one.expected(), trials);
    }

    /** A trial that gave one, and what was measured in it. */
    private record Answer(TrialRecord record, TrialResult result) {}

    /** Rates do without the records: one that is lost is a note. */
    private static List<Answer> answers(CampaignFolder run, ArmResult arm, List<String> notes) {
        List<Answer> answers = new ArrayList<>();
        for (int number = 1; number <= arm.trials().size(); number++) {
            TrialResult result = arm.trials().get(number - 1);
            Path file = run.trial(arm.name(), number).resolve(Evidence.TRIAL);
            if (result.verdict().isAnswer()) {
                try {
                    answers.add(new Answer(TrialRecord.read(file), result));
                } catch (UncheckedIOException e) {
                    notes.add("not known which host, kernel and scenario it was: cannot read " + run.name() + "/"
                            + run.path().relativize(file));
                }
            }
        }
        return answers;
    }

    /** Pooling is honest only if whoever reads the numbers knows what was pooled. */
    private static void noteMixtures(List<TrialRecord> records, List<String> notes) {
        if (records.stream().anyMatch(TrialRecord::emulated)) {
            notes.add("the seconds are an emulator's: compare arms, not hosts");
        }
        noteIfSeveral("hosts", records, TrialRecord::host, notes);
        records.stream().map(trial -> trial.arm().name()).distinct().forEach(arm -> {
            List<TrialRecord> own = records.stream()
                    .filter(trial -> trial.arm().name().equals(arm))
                    .toList();
            noteIfSeveral(arm + " pools kernels", own, TrialRecord::kernel, notes);
            noteIfSeveral(
                    arm + " pools scenarios", own, trial -> trial.scenario().toString(), notes);
            noteIfSeveral(
                    arm + " pools limits on sharing",
                    own,
                    trial -> trial.arm().maxPageSharing().map(String::valueOf).orElse("the kernel's"),
                    notes);
        });
    }

    private static void noteIfSeveral(
            String what, List<TrialRecord> records, Function<TrialRecord, String> property, List<String> notes) {
        List<String> values = records.stream().map(property).distinct().sorted().toList();
        if (values.size() > 1) {
            notes.add(what + ": " + String.join("; ", values));
        }
    }
}
