package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ksmlab.experiment.EvidenceBuilder.CLOCK_ERROR;
import static org.ksmlab.experiment.EvidenceBuilder.FIRST;
import static org.ksmlab.experiment.EvidenceBuilder.QUIET_FROM;
import static org.ksmlab.experiment.EvidenceBuilder.SECOND;
import static org.ksmlab.experiment.EvidenceBuilder.TRIGGER_END;
import static org.ksmlab.experiment.EvidenceBuilder.TRIGGER_START;
import static org.ksmlab.experiment.EvidenceBuilder.call;
import static org.ksmlab.experiment.EvidenceBuilder.finding;
import static org.ksmlab.experiment.EvidenceBuilder.runningCall;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.model.Finding;
import org.ksmlab.model.FindingKind;
import org.ksmlab.model.Sharers;
import org.ksmlab.model.Verdict;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class JudgeTest {
    private static EvidenceBuilder trial() {
        return new EvidenceBuilder();
    }

    private static final Arm OF_KERNEL = Arm.ofKernel("my-kernel", "/boot/my-kernel", Verdict.REPRODUCED);

    private static EvidenceBuilder limited() {
        return trial().arm(Arm.WITH_LIMIT)
                .maxPageSharing(OptionalLong.of(256))
                .sharers(Optional.of(new Sharers(256, 210, 51_300)));
    }

    // --- the answers ------------------------------------------------------------------------------------------------

    @Test
    public void aWalkThatNoGuestMindedIsNotReproduced() {
        Judgement judgement = trial().judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
        assertThat(judgement.reason())
                .isEqualTo("no guest stalled for longer than 4.0 s while migrate_pages walked;"
                        + " the longest stall was 0.0 s");
        assertThat(judgement.preconditions().values()).allMatch(Precondition::met);
        assertThat(judgement.sharers()).contains(51_200L);
        assertThat(judgement.triggerSeconds()).contains(20.0);
        assertThat(judgement.longestGuestStallSeconds()).contains(0.0);
        assertThat(judgement.softLockups()).contains(0);
    }

    @Test
    public void anArmThatKeepsItsKernelsLimitIsJudgedByTheOneThatWasMeasured() {
        EvidenceBuilder without = trial().arm(OF_KERNEL).maxPageSharing(OptionalLong.empty());
        assertThat(without.judge().preconditions().get("sharers"))
                .isEqualTo(new Precondition("51,200 sharers of one page", "at least 48,640 sharers of one page", true));
        EvidenceBuilder with = limited().arm(OF_KERNEL);
        assertThat(with.judge().preconditions().get("sharers"))
                .isEqualTo(new Precondition("256 sharers of one page", "243 to 256 sharers of one page", true));
        assertThat(with.judge().preconditions().get("limit"))
                .isEqualTo(new Precondition("max_page_sharing of 256", "whatever limit the kernel has", true));
    }

    @Test
    public void underALimitThatAllIdenticalPagesAreBelowTheyAreOnOnePage() {
        EvidenceBuilder trial = trial().arm(OF_KERNEL).maxPageSharing(OptionalLong.of(60_000));
        assertThat(trial.judge().verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
        assertThat(trial.judge().preconditions().get("sharers"))
                .isEqualTo(
                        new Precondition("51,200 sharers of one page", "48,640 to 60,000 sharers of one page", true));
    }

    @Test
    public void aStallLongerThanTheThresholdIsReproduced() {
        Judgement judgement = trial().stall(SECOND, 1005, 1010).judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(judgement.reason()).isEqualTo("ksmlab-g2 stalled for 5.0 s while migrate_pages walked");
        assertThat(judgement.longestGuestStallSeconds()).contains(5.0);
    }

    @Test
    public void aStallOfJustTheThresholdIsNotReproduced() {
        Judgement judgement = trial().stall(FIRST, 1005, 1009).judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
        assertThat(judgement.reason()).endsWith("the longest stall was 4.0 s");
    }

    @Test
    public void aSoftLockupDuringTheWalkIsReproducedWithWhatTheKernelSaid() {
        Judgement judgement = trial().softLockup(FIRST, 1010, 5).judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(judgement.reason())
                .isEqualTo("ksmlab-g1 logged a soft lockup while migrate_pages walked:"
                        + " watchdog: BUG: soft lockup - CPU#1 stuck for 5s! [filler:211]");
        assertThat(judgement.softLockups()).contains(1);
    }

    @Test
    public void theKernelsWordIsWorthMoreThanALongerStall() {
        Judgement judgement =
                trial().stall(FIRST, 1001, 1019).softLockup(SECOND, 1010, 5).judge();
        assertThat(judgement.reason()).startsWith("ksmlab-g2 logged a soft lockup");
        assertThat(judgement.longestGuestStallSeconds()).contains(18.0);
    }

    @Test
    public void aSoftLockupThatBeganInTheWalkButWasFoundAfterItIsReproduced() {
        assertThat(trial().softLockup(FIRST, TRIGGER_END + 3, 5).judge().verdict())
                .isEqualTo(Verdict.REPRODUCED);
    }

    @Test
    public void theArmWithTheLimitIsJudgedByTheSameRules() {
        assertThat(limited().judge().verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
        assertThat(limited().stall(FIRST, 1005, 1010).judge().verdict()).isEqualTo(Verdict.REPRODUCED);
    }

    @Test
    public void ofSeveralCallsTheLongestIsTheTrigger() {
        EvidenceBuilder trial = trial().calls(
                        call(980, 980.1, 0),
                        call(TRIGGER_START, TRIGGER_END, 62),
                        call(1021, 1021.5, 0),
                        runningCall(1022));
        assertThat(trial.judge().triggerSeconds()).contains(20.0);
        assertThat(trial.stall(FIRST, 1005, 1010).judge().verdict()).isEqualTo(Verdict.REPRODUCED);
    }

    // --- clocks -----------------------------------------------------------------------------------------------------

    @Test
    public void aGuestsTimesAreLaidOverTheHostsByTheDifferenceOfTheirClocks() {
        // On the guest's own clock this is 1005 s to 1010 s: at the time of the trigger only if nobody converts it.
        double behind = EvidenceBuilder.BEHIND.getOrDefault(FIRST, 0);
        Judgement judgement = trial().stall(FIRST, 1005 + behind, 1010 + behind).judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
        assertThat(judgement.longestGuestStallSeconds()).contains(0.0);
    }

    @Test
    public void whatMissesTheWalkByNoMoreThanTheClocksErrorOverlapsIt() {
        double within = TRIGGER_END + 0.9 * CLOCK_ERROR;
        assertThat(trial().stall(FIRST, within, within + 6).judge().verdict()).isEqualTo(Verdict.REPRODUCED);
        double beyond = TRIGGER_END + 1.1 * CLOCK_ERROR;
        assertThat(trial().stall(FIRST, beyond, beyond + 6).judge().verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
    }

    @Test
    public void aSoftLockupIsLaidOverTheWalkWithTheClocksErrorToo() {
        double within = TRIGGER_END + 5 + 0.9 * CLOCK_ERROR;
        assertThat(trial().softLockup(SECOND, within, 5).judge().verdict()).isEqualTo(Verdict.REPRODUCED);
        double beyond = TRIGGER_END + 5 + 1.1 * CLOCK_ERROR;
        assertThat(trial().softLockup(SECOND, beyond, 5).judge().verdict()).isEqualTo(Verdict.OTHER_BUG);
    }

    // --- preconditions ----------------------------------------------------------------------------------------------

    @DataProvider
    public Object[][] unmet() {
        Map<Integer, Long> before = Map.of(0, 30_000L);
        String notWatched = "CPU 1 of ksmlab-g2 was not watched throughout";
        return new Object[][] {
            {"merged", "KSM merged too little: 7 of 51,200", trial().notMerged("KSM merged too little: 7 of 51,200")},
            {"merged", "not measured", trial().sharers(Optional.empty())},
            {"merged", "48,639 pages merged", limited().sharers(Optional.of(new Sharers(256, 190, 48_639)))},
            {"sharers", "48,639 sharers of one page", trial().sharers(Optional.of(new Sharers(48_639, 9, 51_300)))},
            {"sharers", "257 sharers of one page", limited().sharers(Optional.of(new Sharers(257, 209, 51_300)))},
            {"sharers", "242 sharers of one page", limited().sharers(Optional.of(new Sharers(242, 212, 51_300)))},
            {
                "sharers",
                "48,639 sharers of one page",
                trial().arm(OF_KERNEL)
                        .maxPageSharing(OptionalLong.of(60_000))
                        .sharers(Optional.of(new Sharers(48_639, 9, 51_300)))
            },
            {"limit", "max_page_sharing of 256", trial().maxPageSharing(OptionalLong.of(256))},
            {"limit", "a kernel without max_page_sharing", limited().maxPageSharing(OptionalLong.empty())},
            {"sharers", "256 sharers of one page", limited().arm(OF_KERNEL).maxPageSharing(OptionalLong.empty())},
            {"on_source_node", "23,039 pages", trial().pagesBefore(Optional.of(Map.of(0, 23_039L, 1, 9_000L)))},
            {"on_source_node", "0 pages", trial().pagesBefore(Optional.of(Map.of(1, 30_000L)))},
            {"on_source_node", "not measured", trial().pagesBefore(Optional.empty())},
            {"trigger_fired", "no call was traced", trial().calls()},
            {"trigger_fired", "a call that did not end", trial().calls(runningCall(TRIGGER_START))},
            {
                "trigger_fired",
                "migratepages called it for process 4711: 20.0 s, result -3",
                trial().calls(call(TRIGGER_START, TRIGGER_END, -3))
            },
            {"moved", "2,999 pages arrived", trial().pagesAfter(Optional.of(Map.of(0, 27_001L, 1, 2_999L)))},
            {"moved", "0 pages arrived", trial().pagesAfter(Optional.of(before))},
            {"moved", "not measured", trial().pagesAfter(Optional.empty())},
            {"watched", "not measured", trial().withoutGuests()},
            {"watched", "ksmlab-g2 was not watched", trial().withoutMeter(SECOND)},
            {"watched", "ksmlab-g2 was not watched", trial().withoutConsole(SECOND)},
            {"watched", "ksmlab-g2 was not watched", trial().withoutClock(SECOND)},
            {"watched", notWatched, trial().beats(SECOND, 1, TRIGGER_START + 0.1, TRIGGER_END + 5)},
            {"watched", notWatched, trial().beats(SECOND, 1, TRIGGER_START - 60, TRIGGER_END - 0.1)},
            {"stacks", "not measured", trial().withoutLooks(0, TRIGGER_END + 1)},
            {"stacks", "1.1 s without a look", trial().withoutLooks(1010, 1011.05)},
            {"stacks", "1.1 s without a look", trial().withoutLooks(0, TRIGGER_START + 1.05)},
            {"stacks", "1.1 s without a look", trial().withoutLooks(TRIGGER_END - 1.05, TRIGGER_END + 1)},
            {"quiet_before", "not measured", trial().quietFrom(Optional.empty())},
            {"quiet_before", "the longest was 5.0 s", trial().stall(FIRST, 994, 999)},
            {"quiet_before", "the longest was 5.0 s", trial().stall(FIRST, TRIGGER_START - 5, TRIGGER_START + 1)},
            {"off_forbidden_cpus", "CPU 0/TCG (4643) on 0-1", trial().forbiddenCpuThread("CPU 0/TCG (4643) on 0-1")},
        };
    }

    @Test(dataProvider = "unmet")
    public void aPreconditionThatIsNotMetOrNotMeasuredMakesATrialInvalidAndIsNamed(
            String name, String measured, EvidenceBuilder trial) {
        trial.stall(FIRST, 1005, 1010); // without the precondition this proves nothing
        Judgement judgement = trial.judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(judgement.reason()).startsWith(name + ": " + measured + ", required: ");
        assertThat(judgement.preconditions())
                .containsOnlyKeys(
                        "merged",
                        "limit",
                        "sharers",
                        "on_source_node",
                        "trigger_fired",
                        "moved",
                        "watched",
                        "stacks",
                        "quiet_before",
                        "off_forbidden_cpus");
        assertThat(judgement.preconditions()).hasEntrySatisfying(name, precondition -> {
            assertThat(precondition.met()).isFalse();
            assertThat(precondition.measured()).isEqualTo(measured);
        });
    }

    @Test
    public void whereTheThreadsWereNotLookedAtTheForbiddenCpusAreNotSaidToBeFree() {
        Judgement judgement = trial().pagesAfter(Optional.empty()).judge();
        assertThat(judgement.preconditions())
                .hasEntrySatisfying(
                        "off_forbidden_cpus",
                        precondition -> assertThat(precondition.met()).isFalse());
    }

    @Test
    public void aTrialWithoutATriggerHasNoNumbersOfIt() {
        Judgement judgement = trial().calls().stall(FIRST, 1005, 1010).judge();
        assertThat(judgement.triggerSeconds()).isEmpty();
        assertThat(judgement.longestGuestStallSeconds()).isEmpty();
        assertThat(judgement.softLockups()).isEmpty();
    }

    @Test
    public void aStallBeforeTheLoadDoesNotDisturbTheQuiet() {
        assertThat(trial().stall(FIRST, QUIET_FROM - 10, QUIET_FROM - 1).judge().verdict())
                .isEqualTo(Verdict.NOT_REPRODUCED);
    }

    @Test
    public void aStallOfJustTheThresholdDoesNotDisturbTheQuiet() {
        assertThat(trial().stall(FIRST, 995, 999).judge().verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
    }

    // --- neither ----------------------------------------------------------------------------------------------------

    @Test
    public void aTrialThatCouldNotBeWatchedToTheEndSaysWhyWhateverElseWasSeen() {
        Judgement judgement = trial().failure("guest ksmlab-g1 was lost")
                .stall(FIRST, 1005, 1010)
                .calls()
                .judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.INFRA);
        assertThat(judgement.reason()).isEqualTo("guest ksmlab-g1 was lost");
    }

    @Test
    public void ofAGuestThatDiedOnHardwareItsKernelsWordIsTaken() {
        Finding oops = finding(FindingKind.OOPS, 60.0, null, "Oops");
        Judgement judgement = trial().onHardware()
                .failure("guest ksmlab-g1 was lost")
                .finding(FIRST, oops)
                .judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.OTHER_BUG);
    }

    @Test
    public void ofAGuestThatDiedUnderEmulationItsKernelsWordIsNot() {
        Finding oops = finding(FindingKind.OOPS, 60.0, null, "Oops");
        Judgement judgement =
                trial().failure("guest ksmlab-g1 was lost").finding(FIRST, oops).judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.INFRA);
    }

    @DataProvider
    public Object[][] otherBugs() {
        Set<FindingKind> harmless = Set.of(
                FindingKind.SOFT_LOCKUP,
                FindingKind.HARD_LOCKUP,
                FindingKind.RCU_STALL,
                FindingKind.HUNG_TASK,
                FindingKind.CSD_STALL,
                FindingKind.REBOOT,
                FindingKind.OTHER);
        return Arrays.stream(FindingKind.values())
                .filter(kind -> !harmless.contains(kind))
                .map(kind -> new Object[] {kind})
                .toArray(Object[][]::new);
    }

    @Test(dataProvider = "otherBugs")
    public void aReportThatIsNoHangIsAnotherBugInAGuestAsOnTheHost(FindingKind kind) {
        for (EvidenceBuilder trial : new EvidenceBuilder[] {
            trial().finding(SECOND, finding(kind, 60.0, null, "BUG")),
            trial().hostFinding(finding(kind, null, null, "BUG"))
        }) {
            Judgement judgement = trial.stall(FIRST, 1005, 1010).judge();
            assertThat(judgement.verdict()).isEqualTo(Verdict.OTHER_BUG);
            assertThat(judgement.reason()).isEqualTo("the kernel reported a " + kind);
        }
    }

    @DataProvider
    public Object[][] companions() {
        return new Object[][] {
            {FindingKind.RCU_STALL},
            {FindingKind.HUNG_TASK},
            {FindingKind.CSD_STALL},
            {FindingKind.REBOOT},
            {FindingKind.OTHER}
        };
    }

    @Test(dataProvider = "companions")
    public void whatAHangBringsWithItChangesNoAnswer(FindingKind kind) {
        assertThat(trial().finding(FIRST, finding(kind, 100.0, Duration.ofSeconds(9), "stall"))
                        .hostFinding(finding(kind, 1010.0, null, "stall"))
                        .judge()
                        .verdict())
                .isEqualTo(Verdict.NOT_REPRODUCED);
    }

    /** Where a guest's CPUs watch each other, since 6.5, one that waits on the host has a hard lockup. */
    @Test
    public void aHardLockupIsAHangOfAGuestAndAnotherBugOnTheHost() {
        Finding lockup =
                finding(FindingKind.HARD_LOCKUP, 107.0, null, "watchdog: Watchdog detected hard LOCKUP on cpu 1");
        assertThat(trial().finding(FIRST, lockup)
                        .stall(FIRST, 1005, 1010)
                        .judge()
                        .verdict())
                .isEqualTo(Verdict.REPRODUCED);
        assertThat(trial().finding(FIRST, lockup).judge().verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
        assertThat(trial().hostFinding(lockup).stall(FIRST, 1005, 1010).judge().verdict())
                .isEqualTo(Verdict.OTHER_BUG);
    }

    @Test
    public void aSoftLockupThatNoWalkExplainsIsAnotherBug() {
        Judgement judgement = trial().softLockup(SECOND, TRIGGER_END + 60, 5).judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.OTHER_BUG);
        assertThat(judgement.reason()).isEqualTo("ksmlab-g2 logged a soft lockup that no migrate_pages explains");
        assertThat(judgement.softLockups()).contains(0);
    }

    @Test
    public void aSoftLockupThatHasLostItsTimeIsNotPassedOver() {
        Judgement judgement = trial().finding(
                        FIRST, finding(FindingKind.SOFT_LOCKUP, null, Duration.ofSeconds(5), "BUG: soft lockup"))
                .judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.OTHER_BUG);
        assertThat(judgement.reason()).isEqualTo("ksmlab-g1 logged a soft lockup that no migrate_pages explains");
    }

    @Test
    public void aSoftLockupFromBeforeTheLoadIsOfNoConcern() {
        assertThat(trial().softLockup(SECOND, QUIET_FROM - 1, 5).judge().verdict())
                .isEqualTo(Verdict.NOT_REPRODUCED);
    }

    @Test
    public void aStallBehindAWriterOfMmapLockProvesNothing() {
        Judgement judgement =
                trial().stall(FIRST, 1005, 1015).mmapLockWriter(4711).judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(judgement.reason()).contains(FIRST).contains("mmap_lock");
    }

    @Test
    public void aWriterOfMmapLockFromBeforeTheWalkExcusesNothing() {
        Judgement judgement = trial().stall(FIRST, 1005, 1015)
                .wait(TRIGGER_START - 1, 4711, "qemu-system-x86", "vm_mmap_pgoff")
                .judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.REPRODUCED);
    }

    @Test
    public void looksAtTheHostsTasksMayBeASecondApart() {
        assertThat(trial().withoutLooks(1010, 1011).judge().verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
    }

    @Test
    public void aStallOfAnotherGuestThanThatOfTheWriterCounts() {
        Judgement judgement = trial().stall(FIRST, 1005, 1015)
                .stall(SECOND, 1005, 1012)
                .mmapLockWriter(4711)
                .judge();
        assertThat(judgement.verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(judgement.reason()).contains(SECOND);
    }
}
