package org.ksmlab.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.ksmlab.experiment.Arm;
import org.ksmlab.experiment.CampaignFolder;
import org.ksmlab.experiment.CampaignResult;
import org.ksmlab.experiment.CampaignResult.TrialResult;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.experiment.Progress;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;
import org.ksmlab.lab.Reproduction;
import org.ksmlab.lab.Workplace;
import org.ksmlab.model.Verdict;
import org.testng.Reporter;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Parameters;
import org.testng.annotations.Test;

/** The main job as tests: ksm-migrate-lockup shows without the limit on sharing, and does not with it. */
public class ReproduceTest {
    private static final int RETRIES = 2;

    private CampaignResult result;

    /**
     * Runs both arms once.
     *
     * @param dose quick or full
     * @param trigger numad or migrate_pages
     */
    @BeforeClass
    @Parameters({"dose", "trigger"})
    public void runBothArms(String dose, String trigger) {
        TriggerKind kind = TriggerKind.valueOf(trigger.toUpperCase(Locale.ROOT));
        Scenario scenario = switch (dose) {
            case "quick" -> Scenario.quick(kind);
            case "full" -> Scenario.full(kind);
            default -> throw new IllegalArgumentException("dose: '" + dose + "': neither quick nor full");
        };
        Workplace workplace = Workplace.fromLauncher();
        result = new Reproduction(workplace, new Log())
                .run(
                        scenario,
                        List.of(Arm.WITHOUT_LIMIT, Arm.WITH_LIMIT),
                        1,
                        RETRIES,
                        workplace.runs(),
                        OptionalInt.empty());
        Reporter.log("evidence: " + result.run());
    }

    /**
     * The one trial of an arm that gave an answer, and its folder.
     *
     * @throws AssertionError if there is none: a reproduction that shows nothing is none
     */
    private Answer answerOf(Arm arm) {
        List<TrialResult> trials = result.arms().stream()
                .filter(one -> one.name().equals(arm.name()))
                .flatMap(one -> one.trials().stream())
                .toList();
        for (int i = 0; i < trials.size(); i++) {
            if (trials.get(i).verdict().isAnswer()) {
                Path folder = new CampaignFolder(Path.of(result.run())).trial(arm.name(), i + 1);
                return new Answer(trials.get(i), folder);
            }
        }
        throw new AssertionError("no trial of " + arm.name() + " gave an answer: "
                + trials.stream()
                        .map(trial -> trial.verdict() + ": " + trial.reason())
                        .collect(Collectors.joining("; ")));
    }

    private record Answer(TrialResult trial, Path folder) {}

    @Test
    public void theBugShowsWithoutTheLimit() {
        TrialResult trial = answerOf(Arm.WITHOUT_LIMIT).trial();
        assertThat(trial.verdict()).as(trial.reason()).isEqualTo(Verdict.REPRODUCED);
    }

    @Test
    public void theBugDoesNotShowWithTheLimit() {
        TrialResult trial = answerOf(Arm.WITH_LIMIT).trial();
        assertThat(trial.verdict()).as(trial.reason()).isEqualTo(Verdict.NOT_REPRODUCED);
    }

    @Test
    public void everyPreconditionOfAnAnswerWasMeasuredAndMet() {
        for (Arm arm : List.of(Arm.WITHOUT_LIMIT, Arm.WITH_LIMIT)) {
            assertThat(answerOf(arm).trial().preconditions())
                    .as(arm.name())
                    .isNotEmpty()
                    .allSatisfy((name, precondition) -> assertThat(precondition)
                            .as(name)
                            .extracting(Precondition::met)
                            .isEqualTo(true));
        }
    }

    @Test
    public void theGuestsWereKeptOffTheForbiddenCpus() {
        for (Arm arm : List.of(Arm.WITHOUT_LIMIT, Arm.WITH_LIMIT)) {
            assertThat(answerOf(arm).trial().preconditions().get("off_forbidden_cpus"))
                    .as(arm.name())
                    .extracting(Precondition::measured)
                    .isEqualTo("none");
        }
    }

    @Test
    public void netconsoleToldOfEachAnswerWhatTheHostsKernelLogHas() throws IOException {
        for (Arm arm : List.of(Arm.WITHOUT_LIMIT, Arm.WITH_LIMIT)) {
            Path folder = answerOf(arm).folder();
            Path told = folder.resolve("netconsole-host.log");
            // A guest's network card is a port of the host's bridge.
            assertThat(told).content().contains("port 1(vnet");
            assertThat(Files.readAllLines(folder.resolve("kmsg-host.log"))).containsAll(Files.readAllLines(told));
            assertThat(folder.resolve("timeline.jsonl"))
                    .content()
                    .containsPattern("\"source\":\"host netconsole\".*\"witness\":[23]");
        }
    }

    /** A line a phase and a finding, into the test's output. */
    private static final class Log implements Progress {
        @Override
        public void phase(String what) {
            System.out.println(what.replaceAll("\\p{Cntrl}", "?"));
        }

        @Override
        public void detail(String what) {
            // Too much for a log.
        }

        @Override
        public void event(String what) {
            phase(what);
        }
    }
}
