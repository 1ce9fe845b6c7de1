package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ksmlab.compare.Comparison;
import org.ksmlab.compare.GuestDose;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.RmapScale;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Invocation;

/** A run in words and a table, as all reports for people have it. */
record Summary(StoredRun run) {
    /** Of a build id of 40: enough to tell two apart. */
    private static final int BUILD_DIGITS = 12;

    /** A row of the table of arms: a value an arm, in the order of the run. */
    record Row(String name, List<String> values) {}

    String outcome() {
        return words(run.outcome());
    }

    static String words(CampaignResult.Outcome outcome) {
        return switch (outcome) {
            case AS_EXPECTED -> "As expected";
            case NOT_AS_EXPECTED -> "Not as expected";
            case UNKNOWN -> "No answer";
        };
    }

    /** What each arm did. */
    String sentence() {
        return run.arms().stream().map(Summary::sentence).collect(Collectors.joining("; ")) + ".";
    }

    private static String sentence(StoredRun.Arm arm) {
        long answers = arm.answers().size();
        long reproduced = reproduced(arm);
        if (answers == 0) {
            return arm.name() + " gave no answer";
        }
        return arm.name() + (reproduced == 0 ? " did not reproduce the bug (" : " reproduced the bug (") + reproduced
                + " of " + answers + (answers == 1 ? " trial)" : " trials)");
    }

    private static long reproduced(StoredRun.Arm arm) {
        return arm.trials().stream()
                .filter(trial -> trial.result().verdict() == Verdict.REPRODUCED)
                .count();
    }

    /** The trial that decides what is said of an arm: the first answer that was not expected, or else the first answer, or the last. */
    static Optional<StoredTrial> deciding(StoredRun.Arm arm) {
        List<StoredTrial> answers = arm.answers();
        return answers.stream()
                .filter(trial -> trial.result().verdict() != arm.result().expected())
                .findFirst()
                .or(() -> answers.stream().findFirst())
                .or(() -> arm.trials().stream().reduce((first, last) -> last));
    }

    /** Measurements of the trials that gave an answer: one as it is, several by their median and range. */
    List<Row> arms() {
        return List.of(
                row("expected", arm -> words(arm.result().expected())),
                row("verdicts", Summary::verdicts),
                row("kernel", Summary::kernels),
                row("max_page_sharing", Summary::limits),
                row(
                        "sharers of one page",
                        arm -> spread(arm, result -> result.sharers().map(Long::doubleValue), Summary::count)),
                row("migrate_pages(2)", arm -> spread(arm, TrialResult::triggerSeconds, Figures::seconds)),
                row("longest guest stall", arm -> spread(arm, TrialResult::longestGuestStallSeconds, Figures::seconds)),
                row(
                        "soft lockups in guests",
                        arm -> spread(arm, result -> result.softLockups().map(Integer::doubleValue), Summary::count)));
    }

    /** How the longest stall grows with the dose, for each limit; none if the trials of each are all of one dose. */
    List<GuestDose.Curve> curves() {
        List<GuestDose> doses = run.arms().stream()
                .flatMap(arm -> arm.answers().stream())
                .flatMap(trial -> trial.record().flatMap(record -> GuestDose.of(record, trial.result())).stream())
                .toList();
        return GuestDose.curves(doses, RmapScale.CASE_SHARERS, Comparison.CONFIDENCE);
    }

    private Row row(String name, Function<StoredRun.Arm, String> value) {
        return new Row(name, run.arms().stream().map(value).toList());
    }

    private static String spread(
            StoredRun.Arm arm, Function<TrialResult, Optional<Double>> value, DoubleFunction<String> format) {
        return Figures.spread(
                arm.answers().stream()
                        .flatMap(trial -> value.apply(trial.result()).stream())
                        .toList(),
                format);
    }

    private static String count(double value) {
        return Figures.count(Math.round(value));
    }

    /** As "2 reproduced, 1 infra". */
    private static String verdicts(StoredRun.Arm arm) {
        List<String> parts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = arm.trials().stream()
                    .filter(trial -> trial.result().verdict() == verdict)
                    .count();
            if (count > 0) {
                parts.add(count + " " + words(verdict));
            }
        }
        return String.join(", ", parts);
    }

    /** Release and build of the kernel that ran: two builds of one release are two kernels. */
    private static String kernels(StoredRun.Arm arm) {
        String kernels = arm.trials().stream()
                .flatMap(trial -> trial.record().stream())
                .flatMap(trial -> trial.hostKernel().stream())
                .map(kernel -> kernel.release()
                        + kernel.buildId()
                                .map(id -> ", build " + id.substring(0, Math.min(BUILD_DIGITS, id.length())))
                                .orElse(""))
                .map(HostileText::line)
                .distinct()
                .collect(Collectors.joining("; "));
        return kernels.isEmpty() ? "not recorded" : kernels;
    }

    private static String limits(StoredRun.Arm arm) {
        return arm.trials().stream()
                .flatMap(trial -> trial.record().stream())
                .flatMap(trial -> trial.merged().stream())
                .map(host -> host.ksm().limit())
                .map(limit -> limit.isPresent() ? String.valueOf(limit.getAsLong()) : "no limit")
                .findFirst()
                .orElse("not recorded");
    }

    static String words(Verdict verdict) {
        return switch (verdict) {
            case REPRODUCED -> "reproduced";
            case NOT_REPRODUCED -> "not reproduced";
            case OTHER_BUG -> "other bug";
            case INVALID -> "invalid";
            case INFRA -> "infra";
        };
    }

    // --- the environment --------------------------------------------------------------------------------------------

    /** Whether the host was emulated, and what its seconds are worth then. */
    String seconds() {
        return seconds(
                run.records().stream().map(TrialRecord::emulated).distinct().toList());
    }

    /** @param emulated what trials say of their hosts, each answer once */
    static String seconds(List<Boolean> emulated) {
        if (emulated.isEmpty()) {
            return "Whether the host was emulated was not recorded: take its seconds for an emulator's.";
        }
        if (emulated.size() > 1) {
            return "Some trials ran on an emulated host and some on a real one: their seconds are not to be compared.";
        }
        return emulated.get(0)
                ? "The host was emulated (QEMU's TCG executes its instructions in software), so its seconds are an"
                        + " emulator's: compare them between arms of this run, not with seconds of hardware. What holds for"
                        + " hardware too is that guests stall while the walk goes on, not for how long."
                : "The host was not emulated: its seconds are those of its hardware.";
    }

    boolean isEmulated() {
        return run.records().stream().anyMatch(TrialRecord::emulated);
    }

    List<Page.Fact> environment() {
        List<Page.Fact> facts = new ArrayList<>();
        fact(facts, "kernel", TrialRecord::kernel);
        fact(facts, "host", trial -> trial.host() + (trial.emulated() ? ", emulated" : ""));
        fact(facts, "scenario", Summary::scenario);
        fact(
                facts,
                "trigger",
                trial -> trial.scenario().trigger().name().toLowerCase(Locale.ROOT) + " from node " + trial.sourceNode()
                        + " to node " + trial.targetNode());
        fact(
                facts,
                "soft lockup threshold",
                trial -> Figures.seconds(trial.scenario().softLockupThresholdSeconds()) + " in guests (watchdog_thresh "
                        + trial.scenario().watchdogThresh() + ")");
        run.records().stream()
                .findFirst()
                .ifPresent(trial -> facts.add(
                        new Page.Fact("first trial began", trial.start().toString())));
        run.invocation().ifPresent(command -> facts.add(new Page.Fact("ksmlab", HostileText.line(command.version()))));
        return List.copyOf(facts);
    }

    private void fact(List<Page.Fact> facts, String name, Function<TrialRecord, String> value) {
        facts.add(fact(name, run.records().stream().map(value)));
    }

    /** @param values what each trial says: hostile text, each shown once */
    static Page.Fact fact(String name, Stream<String> values) {
        String all = values.map(HostileText::line)
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return new Page.Fact(name, all.isEmpty() ? "not recorded" : all);
    }

    private static String scenario(TrialRecord trial) {
        return trial.scenario().guests() + " guests of " + trial.scenario().vcpus()
                + (trial.scenario().vcpus() == 1 ? " CPU and " : " CPUs and ")
                + trial.scenario().memoryMib() + " MiB, " + trial.scenario().fillMib() + " MiB of them identical";
    }

    /** The command that made the run, for a shell, word by word; empty if it was not recorded. */
    List<String> command() {
        return command(run.invocation());
    }

    static List<String> command(Optional<Invocation> invocation) {
        return invocation
                .map(command -> Stream.concat(
                                Stream.of("./ksmlab"), command.argv().stream().map(Summary::quoted))
                        .toList())
                .orElse(List.of());
    }

    private static String quoted(String word) {
        String plain = HostileText.line(word);
        return plain.matches("[A-Za-z0-9_./:=,@%+-]+") ? plain : "'" + plain.replace("'", "'\\''") + "'";
    }
}
