package org.ksmlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.List;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.model.Verdict;
import org.ksmlab.store.Invocation;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class StoredRunTest {
    private GoldenRun golden;

    @BeforeMethod
    public void copyRun() {
        golden = GoldenRun.copy();
    }

    @AfterMethod
    public void deleteRun() {
        golden.close();
    }

    @Test
    public void armsAndTrialsComeInTheOrderOfTheResult() {
        StoredRun run = golden.read();

        assertThat(run.name()).isEqualTo("quick-run");
        assertThat(run.outcome()).isEqualTo(Outcome.AS_EXPECTED);
        assertThat(run.arms()).extracting(StoredRun.Arm::name).containsExactly("without-limit", "with-limit");
        assertThat(run.trials())
                .extracting(trial -> trial.result().verdict())
                .containsExactly(Verdict.REPRODUCED, Verdict.NOT_REPRODUCED, Verdict.INFRA);
    }

    @Test
    public void theCommandIsThereIfItWasRecorded() {
        assertThat(golden.read().invocation()).isEmpty();

        Invocation invocation = new Invocation(List.of("reproduce", "--quick"), "1.0");
        invocation.write(golden.folder());

        assertThat(golden.read().invocation()).contains(invocation);
    }

    @Test
    public void aTrialThatFailedEarlyHasWhatFilesItHas() {
        StoredTrial trial = golden.trial(1, 1);

        assertThat(trial.record()).isPresent();
        assertThat(trial.trigger()).isEmpty();
        assertThat(trial.host()).isEmpty();
        assertThat(trial.waits()).isEmpty();
        assertThat(trial.profile().samples()).isEmpty();
        assertThat(trial.unreadable()).isEmpty();
    }

    @Test
    public void aFileThatCannotBeReadIsNamedAndTheRestIsRead() {
        golden.replace("without-limit-1/host.log", "pages_shared=0", "pages_shared=none");
        golden.replace("with-limit-1/trial.json", "\"version\" : 1", "\"version\" : 99");

        assertThat(golden.trial(0, 0).unreadable()).singleElement().asString().contains("host.log", "none");
        assertThat(golden.trial(0, 0).waits()).isNotEmpty();
        assertThat(golden.trial(1, 0).unreadable()).singleElement().asString().contains("trial.json", "99");
        assertThat(golden.trial(1, 0).profile().samples()).isNotEmpty();
    }

    @Test
    public void aLastLineThatWasCutIsNoFault() {
        golden.append("without-limit-1/host.log", "host now_ns=14");
        golden.append("without-limit-1/stacks.log", "wait now_ns=14 pid=5");
        golden.append("without-limit-1/perf.txt", "migr");

        assertThat(golden.trial(0, 0).unreadable()).isEmpty();
    }

    @Test
    public void aTrialWithoutAFolderIsShownAllTheSame() {
        golden.delete("with-limit-2/trial.json");

        assertThat(golden.trial(1, 1).record()).isEmpty();
        assertThat(HtmlReport.of(golden.read())).contains("with-limit, trial 2");
    }

    @Test
    public void aFolderWithoutAResultIsRefused() {
        golden.delete("result.json");

        assertThat(StoredRun.isIn(golden.folder())).isFalse();
        assertThatThrownBy(golden::read)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("result.json");
    }
}
