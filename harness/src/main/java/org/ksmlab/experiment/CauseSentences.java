package org.ksmlab.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ksmlab.experiment.Cause.Culprit;
import org.ksmlab.experiment.Cause.Signature;
import org.ksmlab.experiment.Cause.Victim;
import org.ksmlab.experiment.Cause.Waiter;
import org.ksmlab.watch.KernelWork;
import org.ksmlab.watch.WaitKind;

/** Says a cause in a few sentences: who did it, where he was, who waited, who suffered. */
final class CauseSentences {
    /** The others are in the file. */
    private static final int MOST_OF_A_KIND = 3;

    /** Shorter waits are ordinary. */
    private static final double WORTH_MENTIONING_SECONDS = 0.5;

    private CauseSentences() {}

    /** None if nobody did it. */
    static List<String> of(
            Optional<Culprit> culprit,
            List<Waiter> waiters,
            List<Victim> victims,
            Signature signature,
            Optional<Long> sharers) {
        List<String> sentences = new ArrayList<>();
        culprit.ifPresent(found -> {
            sentences.add(who(found) + (signature.recognised() ? ": the signature of " + signature.bug() : ""));
            where(found, sharers).ifPresent(sentences::add);
            waited(waiters).ifPresent(sentences::add);
            suffered(victims).ifPresent(sentences::add);
        });
        return sentences.stream().map(CauseSentences::plain).toList();
    }

    private static String who(Culprit culprit) {
        return String.format(
                Locale.ROOT,
                "%s (%d) moved pages of %s for %.1f s with migrate_pages(2)",
                culprit.comm(),
                culprit.tid(),
                culprit.guest(),
                culprit.seconds());
    }

    private static Optional<String> where(Culprit culprit, Optional<Long> sharers) {
        Map<String, Double> shares = culprit.work().shares();
        String walk = KernelWork.RMAP_WALK_KSM.words();
        String ipi = KernelWork.IPI.words();
        return culprit.work().samples() == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%.0f%% of its samples were in %s, %.0f%% in %s, waiting for other CPUs%s",
                        100 * shares.getOrDefault(walk, 0.0),
                        walk,
                        100 * shares.getOrDefault(ipi, 0.0),
                        ipi,
                        sharers.map(n -> String.format(Locale.ROOT, "; one KSM page had %,d sharers", n))
                                .orElse("")));
    }

    private static Optional<String> waited(List<Waiter> waiters) {
        Map<WaitKind, List<Waiter>> byKind = waiters.stream()
                .filter(waiter -> waiter.seconds() >= WORTH_MENTIONING_SECONDS && waiter.kind() != WaitKind.OTHER)
                .collect(Collectors.groupingBy(Waiter::kind, () -> new EnumMap<>(WaitKind.class), Collectors.toList()));
        String text = byKind.entrySet().stream()
                .map(kind -> "for " + kind.getKey().words() + ": " + longest(kind.getValue()))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of("waited meanwhile " + text);
    }

    private static String longest(List<Waiter> waiters) {
        int more = waiters.size() - MOST_OF_A_KIND;
        return waiters.stream()
                        .sorted(Comparator.comparingDouble(Waiter::seconds).reversed())
                        .limit(MOST_OF_A_KIND)
                        .map(waiter -> String.format(Locale.ROOT, "%s %.1f s", waiter.name(), waiter.seconds()))
                        .collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** The worst, rather of those that the walk itself made. */
    private static Optional<String> suffered(List<Victim> victims) {
        return victims.stream()
                .min(Comparator.comparing(Victim::inConvoy)
                        .thenComparing(
                                Comparator.comparingDouble(Victim::seconds).reversed()))
                .map(worst -> String.format(
                        Locale.ROOT,
                        "%shung for %.1f s in %s%s",
                        worst.cpu().map(cpu -> "CPU " + cpu + " ").orElse(""),
                        worst.seconds(),
                        worst.guest(),
                        onHost(worst)));
    }

    private static String onHost(Victim victim) {
        return victim.vcpuSeconds().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(wait -> String.format(
                        Locale.ROOT,
                        "; on the host, its thread waited %.1f s of it for %s",
                        wait.getValue(),
                        wait.getKey().words()))
                .orElse("");
    }

    /** Names of tasks are whatever somebody called them. */
    private static String plain(String sentence) {
        return sentence.replaceAll("\\p{Cc}", "?");
    }
}
