package org.ksmlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.ksmlab.experiment.EvidenceBuilder.FIRST;
import static org.ksmlab.experiment.EvidenceBuilder.SECOND;
import static org.ksmlab.experiment.EvidenceBuilder.TRIGGER_END;
import static org.ksmlab.experiment.EvidenceBuilder.TRIGGER_START;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ksmlab.command.TestFolders;
import org.ksmlab.experiment.Cause.Role;
import org.ksmlab.experiment.Cause.Victim;
import org.ksmlab.experiment.Cause.Waiter;
import org.ksmlab.experiment.Judgement.Precondition;
import org.ksmlab.model.Sharers;
import org.ksmlab.model.Verdict;
import org.ksmlab.watch.KernelWork;
import org.ksmlab.watch.Wait;
import org.ksmlab.watch.WaitKind;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class CauseFinderTest {
    private static final long FIRST_PID = 4711;
    private static final long SECOND_PID = 4712;

    private static Evidence real(String trial) {
        return Evidence.read(Path.of(Objects.requireNonNull(CauseFinderTest.class.getResource("trial-" + trial), trial)
                .getPath()));
    }

    // --- real trials ------------------------------------------------------------------------------------------------

    @Test
    public void theWalkOfALongStableNodeIsRecognisedWithCulpritAndVictims() {
        Cause cause = CauseFinder.find(real("walk"));
        assertThat(cause.signature().conditions().values()).allMatch(Precondition::met);
        assertThat(cause.signature().recognised()).isTrue();
        assertThat(cause.culprit()).hasValueSatisfying(culprit -> {
            assertThat(culprit.comm()).isEqualTo("migrate");
            assertThat(culprit.guest()).isEqualTo("ksmlab-g1");
            assertThat(culprit.work().samples()).isEqualTo(79);
            assertThat(culprit.work().shares())
                    .containsEntry("rmap_walk_ksm", 0.734)
                    .containsEntry("smp_call_function", 0.861);
        });
        assertThat(cause.waiters())
                .extracting(Waiter::name, Waiter::role, Waiter::kind, Waiter::samples)
                .startsWith(tuple("CPU 1 of ksmlab-g2", Role.VCPU, WaitKind.MIGRATION_ENTRY, 31L));
        assertThat(cause.victims().get(0)).satisfies(worst -> {
            assertThat(worst.guest()).isEqualTo("ksmlab-g2");
            assertThat(worst.seconds()).isEqualTo(4.771);
            assertThat(worst.vcpuSeconds()).containsOnlyKeys(WaitKind.MIGRATION_ENTRY);
            assertThat(worst.inConvoy()).isFalse();
        });
        assertThat(cause.victims()).extracting(Victim::task).contains(Optional.of("filler:139"));
        assertThat(cause.sentences())
                .containsExactly(
                        "migrate (646) moved pages of ksmlab-g1 for 38.5 s with migrate_pages(2): the signature of LP#1680513",
                        "73% of its samples were in rmap_walk_ksm, 86% in smp_call_function, waiting for other CPUs;"
                                + " one KSM page had 45,056 sharers",
                        "waited meanwhile for a migration entry: CPU 1 of ksmlab-g2 3.4 s, CPU 1 of ksmlab-g1 2.1 s,"
                                + " CPU 0 of ksmlab-g2 0.7 s",
                        "CPU 1 hung for 4.8 s in ksmlab-g2; on the host, its thread waited 2.6 s of it for a migration entry");
    }

    @Test
    public void theSameWalkInShortBitsIsNoBug() {
        Cause cause = CauseFinder.find(real("limited"));
        assertThat(cause.signature().recognised()).isFalse();
        assertThat(cause.signature().conditions().get("rmap_walk_ksm"))
                .satisfies(walk -> assertThat(walk.met()).isTrue());
        assertThat(cause.signature().conditions().get("sharers")).satisfies(sharers -> {
            assertThat(sharers.met()).isFalse();
            assertThat(sharers.measured()).isEqualTo("256 sharers");
        });
        assertThat(cause.signature().conditions().get("guest_hung"))
                .satisfies(hung -> assertThat(hung.met()).isFalse());
        assertThat(cause.victims()).isEmpty();
    }

    @Test
    public void aConvoyBehindAWriterIsToldFromTheWalksVictims() {
        Evidence evidence = real("convoy");
        Cause cause = CauseFinder.find(evidence);
        assertThat(Judge.judge(evidence).verdict()).isEqualTo(Verdict.INVALID);
        assertThat(cause.signature().recognised()).isFalse();
        assertThat(cause.victims()).isNotEmpty().allMatch(Victim::inConvoy);
        assertThat(cause.victims().get(0).vcpuSeconds()).containsOnlyKeys(WaitKind.MMAP_LOCK_READ);
        assertThat(cause.waiters())
                .filteredOn(waiter -> waiter.kind() == WaitKind.MMAP_LOCK_WRITE)
                .singleElement()
                .satisfies(writer -> {
                    assertThat(writer.name()).isEqualTo("qemu-system-x86 (851) of ksmlab-g1");
                    assertThat(writer.role()).isEqualTo(Role.QEMU);
                    assertThat(writer.at()).isEqualTo("vm_mmap_pgoff");
                    assertThat(writer.longestSeconds()).isEqualTo(writer.seconds());
                });
        assertThat(cause.waiters())
                .filteredOn(waiter -> waiter.role() == Role.KSMD)
                .extracting(Waiter::kind)
                .containsOnly(WaitKind.MMAP_LOCK_READ);
    }

    // --- the signature ----------------------------------------------------------------------------------------------

    private static EvidenceBuilder bug() {
        return new EvidenceBuilder()
                .profile(1000, Map.of(KernelWork.RMAP_WALK_KSM, 700L))
                .stall(SECOND, TRIGGER_START + 5, TRIGGER_START + 10);
    }

    @DataProvider
    public Object[][] missing() {
        return new Object[][] {
            {"migrate_pages", bug().calls()},
            {"rmap_walk_ksm", bug().profile(1000, Map.of(KernelWork.RMAP_WALK_KSM, 499L))},
            {"rmap_walk_ksm", bug().profile(0, Map.of())},
            {"sharers", bug().sharers(Optional.of(new Sharers(1023, 50, 51_300)))},
            {"sharers", bug().sharers(Optional.empty())},
            {
                "guest_hung",
                new EvidenceBuilder()
                        .profile(9, Map.of(KernelWork.RMAP_WALK_KSM, 9L))
                        .softLockup(SECOND, TRIGGER_END + 60, 5)
            },
        };
    }

    @Test
    public void allConditionsTogetherAreTheSignature() {
        assertThat(CauseFinder.find(bug().evidence()).signature().recognised()).isTrue();
    }

    @Test(dataProvider = "missing")
    public void withoutAnyOneConditionItIsNot(String name, EvidenceBuilder trial) {
        Cause cause = CauseFinder.find(trial.evidence());
        assertThat(cause.signature().recognised()).isFalse();
        assertThat(cause.signature().conditions())
                .hasEntrySatisfying(
                        name, condition -> assertThat(condition.met()).isFalse());
    }

    @Test
    public void whatIsRecognisedIsAlsoJudgedReproduced() {
        assertThat(bug().judge().verdict()).isEqualTo(Verdict.REPRODUCED);
        EvidenceBuilder behindAWriter =
                bug().mmapLockWriter(FIRST_PID).stall(FIRST, TRIGGER_START + 5, TRIGGER_START + 15);
        assertThat(behindAWriter.judge().verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(CauseFinder.find(behindAWriter.evidence()).signature().recognised())
                .isTrue();
    }

    // --- who waited -------------------------------------------------------------------------------------------------

    @Test
    public void khugepagedIsNamedWithTheGuestWhoseReadersItKeepsWaiting() {
        Cause cause = CauseFinder.find(new EvidenceBuilder()
                .wait(1001, 45, "khugepaged", "collapse_huge_page")
                .wait(1001, FIRST_PID, "CPU 1/KVM", "get_user_pages_unlocked")
                .stall(FIRST, TRIGGER_START + 1, TRIGGER_START + 9)
                .evidence());
        assertThat(cause.waiters())
                .extracting(Waiter::name)
                .containsExactlyInAnyOrder("khugepaged (45) of ksmlab-g1", "CPU 1 of ksmlab-g1");
        assertThat(cause.victims()).singleElement().satisfies(victim -> {
            assertThat(victim.inConvoy()).isTrue();
            assertThat(victim.vcpuSeconds()).containsEntry(WaitKind.MMAP_LOCK_READ, 0.1);
        });
    }

    @Test
    public void waitsOutsideTheMigrationDoNotCount() {
        Cause cause = CauseFinder.find(new EvidenceBuilder()
                .wait(TRIGGER_START - 1, SECOND_PID, "CPU 0/KVM", "migration_entry_wait_on_locked")
                .wait(TRIGGER_END + 1, SECOND_PID, "CPU 0/KVM", "migration_entry_wait_on_locked")
                .evidence());
        assertThat(cause.waiters()).isEmpty();
    }

    @Test
    public void waitsInARowAreToldFromThoseThatCameAndWent() {
        EvidenceBuilder trial = new EvidenceBuilder();
        for (double at : new double[] {1001.0, 1001.1, 1001.2, 1005.0}) {
            trial.wait(at, SECOND_PID, "CPU 0/KVM", "migration_entry_wait_on_locked");
        }
        assertThat(CauseFinder.find(trial.evidence()).waiters()).singleElement().satisfies(waiter -> {
            assertThat(waiter.samples()).isEqualTo(4);
            assertThat(waiter.seconds()).isEqualTo(0.4);
            assertThat(waiter.longestSeconds()).isEqualTo(0.3);
        });
    }

    @DataProvider
    public Object[][] trials() {
        return new Object[][] {{"walk"}, {"limited"}, {"convoy"}};
    }

    /** Reports show the intervals. */
    @Test(dataProvider = "trials")
    public void aTaskWaitedForAsLongAsItsIntervals(String trial) {
        Evidence evidence = real(trial);
        assertThat(CauseFinder.find(evidence).waiters()).isNotEmpty().allSatisfy(waiter -> {
            double seconds = evidence.waitsDuringTrigger().intervals().stream()
                    .filter(wait -> wait.tid() == waiter.tid() && wait.kind() == waiter.kind())
                    .mapToDouble(Wait::seconds)
                    .sum();
            assertThat(waiter.seconds()).isCloseTo(seconds, within(0.001));
        });
    }

    @Test
    public void withoutACallNobodyIsBlamed() {
        Cause cause = CauseFinder.find(
                new EvidenceBuilder().calls().stall(FIRST, 1001, 1010).evidence());
        assertThat(cause.culprit()).isEmpty();
        assertThat(cause.waiters()).isEmpty();
        assertThat(cause.victims()).isEmpty();
        assertThat(cause.sentences()).isEmpty();
    }

    // --- the file ---------------------------------------------------------------------------------------------------

    @Test
    public void itsFileIsReadAsItWasWritten() throws IOException {
        Path folder = Files.createTempDirectory("ksmlab-cause");
        try {
            assertThat(Cause.read(folder)).isEmpty();
            Cause cause = CauseFinder.find(real("walk"));
            cause.write(folder);
            assertThat(Cause.read(folder)).contains(cause);
            Path file = folder.resolve("cause.json");
            Files.writeString(file, Files.readString(file).replaceFirst("\"version\" : 1", "\"version\" : 2"));
            assertThatThrownBy(() -> Cause.read(folder))
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("version: 2: this ksmlab reads 1");
        } finally {
            TestFolders.delete(folder);
        }
    }

    @Test
    public void sentencesHoldNoControlCharacters() {
        Cause cause = CauseFinder.find(new EvidenceBuilder()
                .wait(1001, SECOND_PID, "worker\u001b[2J", "vm_mmap_pgoff")
                .wait(1002, SECOND_PID, "worker\u001b[2J", "vm_mmap_pgoff")
                .wait(1003, SECOND_PID, "worker\u001b[2J", "vm_mmap_pgoff")
                .wait(1004, SECOND_PID, "worker\u001b[2J", "vm_mmap_pgoff")
                .wait(1005, SECOND_PID, "worker\u001b[2J", "vm_mmap_pgoff")
                .evidence());
        assertThat(cause.sentences())
                .isEqualTo(List.of(
                        "migratepages (605) moved pages of ksmlab-g1 for 20.0 s with migrate_pages(2)",
                        "waited meanwhile for mmap_lock, to write: worker?[2J (4712) of ksmlab-g2 0.5 s"));
    }
}
