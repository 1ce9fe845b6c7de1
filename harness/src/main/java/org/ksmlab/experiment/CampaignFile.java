package org.ksmlab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.model.KsmState;
import org.ksmlab.model.Verdict;
import org.ksmlab.statistics.Sprt;
import org.ksmlab.store.Yaml;

/**
 * A campaign as a person describes it, in YAML. What is Optional may be left out.
 *
 * @param dose of all arms that do not say their own
 * @param scenario instead of a dose: the sizes themselves
 * @param trigger of doses
 * @param sequential there: arms stop as soon as they are decided; what it does not say is as in {@link Sprt#DEFAULT}
 */
public record CampaignFile(
        Optional<Dose> dose,
        Optional<Scenario> scenario,
        Optional<TriggerKind> trigger,
        int trials,
        Optional<Integer> retries,
        Optional<Long> seed,
        Optional<Sequential> sequential,
        List<ArmEntry> arms) {
    private static final int RETRIES = 2;
    private static final String UNLIMITED = "unlimited";

    /** The scenario's usual sizes. */
    enum Dose {
        QUICK,
        FULL
    }

    /**
     * @param kernel as {@code ksmlab kernels list} names them; absent: the one that the host boots anyway
     * @param maxPageSharing a number, or {@code unlimited}; absent: what the kernel has
     */
    record ArmEntry(
            String name,
            Optional<String> kernel,
            Optional<String> maxPageSharing,
            Verdict expected,
            Optional<Dose> dose,
            Optional<Scenario> scenario) {}

    /** See {@link Sprt}. */
    record Sequential(Optional<Double> p0, Optional<Double> p1, Optional<Double> alpha, Optional<Double> beta) {
        Sprt rule() {
            Sprt usual = Sprt.DEFAULT;
            return new Sprt(
                    p0.orElse(usual.p0()),
                    p1.orElse(usual.p1()),
                    alpha.orElse(usual.alpha()),
                    beta.orElse(usual.beta()));
        }
    }

    /**
     * The campaign of a file.
     *
     * @param freshSeed if the file says none
     * @param kernels what the plan is to call the kernel of that name or path; an IllegalArgumentException says that there is none
     * @throws org.ksmlab.store.YamlException if there is something wrong in it
     */
    public static CampaignPlan plan(Path path, long freshSeed, UnaryOperator<String> kernels) {
        Yaml<CampaignFile> yaml = Yaml.read(path, CampaignFile.class);
        CampaignFile file = yaml.value();
        Optional<Sprt> rule;
        try {
            rule = file.sequential.map(Sequential::rule);
        } catch (IllegalArgumentException e) {
            throw yaml.wrong("/sequential", e);
        }
        List<PlannedArm> arms = new ArrayList<>();
        for (int i = 0; i < file.arms.size(); i++) {
            arms.add(file.arm(i, yaml, kernels));
        }
        try {
            return CampaignPlan.of(arms, file.trials, file.retries.orElse(RETRIES), rule, file.seed.orElse(freshSeed));
        } catch (IllegalArgumentException e) {
            throw yaml.wrong("", e);
        }
    }

    private PlannedArm arm(int index, Yaml<CampaignFile> yaml, UnaryOperator<String> kernels) {
        ArmEntry entry = arms.get(index);
        String where = "/arms/" + index;
        Optional<Scenario> own = scenario(entry.dose, entry.scenario, where, yaml);
        Scenario inherited = own.or(() -> scenario(dose, scenario, "", yaml))
                .orElseThrow(() -> yaml.wrong(where, "neither it nor the campaign has a dose or a scenario"));
        try {
            return new PlannedArm(
                    new Arm(
                            entry.name,
                            entry.kernel.map(name -> kernel(name, kernels, where, yaml)),
                            entry.maxPageSharing.map(CampaignFile::maxPageSharing),
                            entry.expected),
                    inherited);
        } catch (IllegalArgumentException e) {
            throw yaml.wrong(where, e);
        }
    }

    private static String kernel(String name, UnaryOperator<String> kernels, String where, Yaml<CampaignFile> yaml) {
        try {
            return kernels.apply(name);
        } catch (IllegalArgumentException e) {
            throw yaml.wrong(where + "/kernel", e);
        }
    }

    private static int maxPageSharing(String text) {
        if (text.equals(UNLIMITED)) {
            return KsmState.UNLIMITED;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "maxPageSharing: '" + text + "' is neither a number nor " + UNLIMITED, e);
        }
    }

    private Optional<Scenario> scenario(
            Optional<Dose> size, Optional<Scenario> spelt, String where, Yaml<CampaignFile> yaml) {
        if (size.isPresent() && spelt.isPresent()) {
            throw yaml.wrong(where + "/scenario", "there is a dose too; only one of the two can hold");
        }
        TriggerKind kind = trigger.orElse(TriggerKind.MIGRATE_PAGES);
        return spelt.or(() -> size.map(dose -> switch (dose) {
            case QUICK -> Scenario.quick(kind);
            case FULL -> Scenario.full(kind);
        }));
    }
}
