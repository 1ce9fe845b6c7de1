package org.ksmlab.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.experiment.CampaignResult.TrialResult;
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
     */
    public record Group(String kernel, int maxPageSharing) {
        private String name(boolean withKernel) {
            String limit =
                    maxPageSharing == KsmState.UNLIMITED ? "without a limit" : "max_page_sharing " + maxPageSharing;
            return withKernel ? limit + ", " + kernel : limit;
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
                                    new Group(trial.kernel(), limit),
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
        boolean severalKernels =
                groups.keySet().stream().map(Group::kernel).distinct().count() > 1;
        Optional<DoseResponse> unlimited = groups.entrySet().stream()
                .filter(group -> group.getKey().maxPageSharing() == KsmState.UNLIMITED)
                .findFirst()
                .flatMap(group -> DoseResponse.fit(points(group.getValue())));
        return groups.entrySet().stream()
                .map(group -> {
                    List<DosePoint> points = points(group.getValue());
                    return new Curve(
                            DoseCurve.of(
                                    group.getKey().name(severalKernels),
                                    group.getKey().maxPageSharing(),
                                    Axis.SHARERS,
                                    points,
                                    unlimited,
                                    predict,
                                    confidence),
                            points);
                })
                .toList();
    }

    private static List<DosePoint> points(List<GuestDose> doses) {
        return doses.stream().map(GuestDose::point).toList();
    }
}
