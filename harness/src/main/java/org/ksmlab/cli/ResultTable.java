package org.ksmlab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ksmlab.experiment.CampaignFolder;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.ArmResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Cause;

/** A campaign's result as a table for people, at most 80 columns wide but for the reasons below it. */
final class ResultTable {
    private static final String ROW = "%-15s %-15s %10s %10s %12s %9s%n";

    private ResultTable() {}

    static String of(CampaignResult result) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, ROW, "arm", "verdict", "sharers", "trigger s", "longest", "soft"));
        text.append(String.format(Locale.ROOT, ROW, "", "", "", "", "guest stall", "lockups"));
        for (ArmResult arm : result.arms()) {
            for (TrialResult trial : arm.trials()) {
                text.append(String.format(
                        Locale.ROOT,
                        ROW,
                        arm.name(),
                        trial.verdict(),
                        trial.sharers()
                                .map(n -> String.format(Locale.ROOT, "%,d", n))
                                .orElse("-"),
                        seconds(trial.triggerSeconds()),
                        seconds(trial.longestGuestStallSeconds()),
                        trial.softLockups().map(String::valueOf).orElse("-")));
            }
        }
        text.append(System.lineSeparator());
        for (ArmResult arm : result.arms()) {
            int number = 0;
            for (TrialResult trial : arm.trials()) {
                number++;
                text.append(arm.name())
                        .append(": ")
                        .append(TerminalProgress.printable(trial.reason()))
                        .append(System.lineSeparator());
                for (String sentence : cause(new CampaignFolder(Path.of(result.run())).trial(arm.name(), number))) {
                    text.append("  ")
                            .append(TerminalProgress.printable(sentence))
                            .append(System.lineSeparator());
                }
            }
        }
        return text.append(System.lineSeparator())
                .append(result.outcome())
                .append("; the evidence is in ")
                .append(result.run())
                .append(System.lineSeparator())
                .toString();
    }

    private static List<String> cause(Path trial) {
        return Cause.read(trial).map(Cause::sentences).orElse(List.of());
    }

    private static String seconds(Optional<Double> value) {
        return value.map(seconds -> String.format(Locale.ROOT, "%.1f", seconds)).orElse("-");
    }
}
