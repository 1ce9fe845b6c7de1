package org.ksmlab.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.experiment.SweepPlan.Axis;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.model.HostState;
import org.ksmlab.model.KsmState;
import org.ksmlab.statistics.DosePoint;
import org.ksmlab.statistics.DoseResponse;

/**
 * What a dose did to guests, in one trial.
 *
 * @param group the trials that a line may be drawn through together with this one
 * @param wanted pages that were to be merged, of all guests together
 * @param point the sharers of the one KSM page as they were counted, or with a limit the pages that would be one without it; and the
 *     longest stall of a guest
 */
public record GuestDose(Group group, long wanted, DosePoint point) {
    /**
     * Trials that are alike but for the dose.
     *
     * @param kernel as uname -rv says
     * @param maxPageSharing as it was found on the host
     * @param setting what else they have in common
     */
    public record Group(String kernel, int maxPageSharing, Setting setting) {
        private boolean isUnlimited() {
            return maxPageSharing == KsmState.UNLIMITED;
        }

        private String name(boolean withKernel, boolean withSetting) {
            return (isUnlimited() ? "without a limit" : "max_page_sharing " + maxPageSharing)
                    + (withKernel ? ", " + kernel : "")
                    + (withSetting ? ", " + setting.words() : "");
        }
    }

    /** All of a scenario but the dose, and whose seconds they are. */
    public record Setting(int vcpus, int busyGuests, int watchdogThresh, TriggerKind trigger, boolean emulated) {
        private static Setting of(TrialRecord trial) {
            Scenario scenario = trial.scenario();
            return new Setting(
                    scenario.vcpus(),
                    scenario.busyGuests(),
                    scenario.watchdogThresh(),
                    scenario.trigger(),
                    trial.emulated());
        }

        private String words() {
            return trigger.name().toLowerCase(Locale.ROOT) + ", " + vcpus + " vCPUs a guest, " + busyGuests
                    + " busy, watchdog_thresh " + watchdogThresh + (emulated ? ", emulated" : "");
        }
    }

    /** Of a trial that gave an answer; empty if what it takes was not measured. */
    public static Optional<GuestDose> of(TrialRecord trial, TrialResult result) {
        return trial.merged()
                .map(HostState::ksm)
                .flatMap(ksm -> result.sharers()
                        .flatMap(longest -> result.longestGuestStallSeconds().map(stall -> {
                            long wanted = trial.scenario().identicalPages();
                            boolean limited = ksm.limit().isPresent();
                            int limit = (int) ksm.limit().orElse(KsmState.UNLIMITED);
                            return new GuestDose(
                                    new Group(trial.kernel(), limit, Setting.of(trial)),
                                    wanted,
                                    new DosePoint((double) (limited ? wanted : longest), stall));
                        })));
    }

    /**
     * A group's curve.
     *
     * @param points that it was drawn through
     */
    public record Curve(DoseCurve curve, List<DosePoint> points) {}

    /**
     * A curve for each group that had several doses; none if no group had.
     *
     * @param predict the dose to predict for
     */
    public static List<Curve> curves(List<GuestDose> doses, long predict, double confidence) {
        Map<Group, List<GuestDose>> groups = doses.stream()
                .collect(Collectors.groupingBy(GuestDose::group, LinkedHashMap::new, Collectors.toList()));
        // The counted sharers of one dose differ a little too.
        groups.values()
                .removeIf(trials ->
                        trials.stream().map(GuestDose::wanted).distinct().count() < 2);
        boolean severalKernels = several(groups.keySet(), Group::kernel);
        boolean severalSettings = several(groups.keySet(), Group::setting);
        return groups.entrySet().stream()
                .map(group -> {
                    List<DosePoint> points = points(group.getValue());
                    return new Curve(
                            DoseCurve.of(
                                    group.getKey().name(severalKernels, severalSettings),
                                    group.getKey().maxPageSharing(),
                                    Axis.SHARERS,
                                    points,
                                    MigrationBatch.boundedFrom(
                                            group.getKey().kernel(),
                                            group.getKey().maxPageSharing()),
                                    unlimited(group.getKey(), groups),
                                    predict,
                                    confidence),
                            points);
                })
                .toList();
    }

    /**
     * The line to compare a group with: the one without a limit of the same kernel or, if no kernel but one has such a line, as a patch that
     * brings the limit is tried, of that one.
     */
    private static Optional<DoseResponse> unlimited(Group of, Map<Group, List<GuestDose>> groups) {
        List<Group> candidates = groups.keySet().stream()
                .filter(group -> group.isUnlimited() && group.setting().equals(of.setting()))
                .toList();
        return candidates.stream()
                .filter(group -> candidates.size() == 1 || group.kernel().equals(of.kernel()))
                .findFirst()
                .flatMap(group -> DoseResponse.fit(points(groups.getOrDefault(group, List.of()))));
    }

    private static boolean several(Set<Group> groups, Function<Group, ?> property) {
        return groups.stream().map(property).distinct().count() > 1;
    }

    private static List<DosePoint> points(List<GuestDose> doses) {
        return doses.stream().map(GuestDose::point).toList();
    }
}
