package org.ksmlab.archive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ksmlab.experiment.Evidence;
import org.ksmlab.experiment.Judge;
import org.ksmlab.experiment.Judgement;
import org.ksmlab.experiment.TrialRecord;
import org.ksmlab.model.Verdict;

/**
 * A stored trial that was judged again.
 *
 * @param before what its folder said; empty if it was not judged
 * @param now what this program says
 */
public record JudgedTrial(Path folder, TrialRecord trial, Optional<Judgement> before, Judgement now) {
    /**
     * Something that is no longer as it was.
     *
     * @param what e.g. {@code reason}, {@code precondition moved}, {@code finding host:17}
     * @param before empty if there was no such thing
     * @param now empty if there is no such thing any more
     */
    public record Change(String what, Optional<String> before, Optional<String> now) {}

    /** Reads the evidence and judges it. */
    static JudgedTrial judge(Path folder) {
        Evidence evidence = Evidence.read(folder);
        TrialRecord trial = evidence.trial();
        String name = trial.arm().name() + "-" + trial.number();
        if (!folder.endsWith(name)) {
            throw new IllegalArgumentException("its " + Evidence.TRIAL + " is of " + name);
        }
        return new JudgedTrial(folder, trial, Judgement.ifJudged(folder), Judge.judge(evidence));
    }

    public String name() {
        return folder.getFileName().toString();
    }

    /** What the verdict was; empty if there was none. */
    public Optional<Verdict> verdictBefore() {
        return before.map(Judgement::verdict);
    }

    public boolean hasOtherVerdict() {
        return !verdictBefore().equals(Optional.of(now.verdict()));
    }

    /** All that is not as it was, in the order of a judgement. A trial that had no verdict has no more than that now. */
    public List<Change> changes() {
        if (before.isEmpty()) {
            return List.of(new Change(
                    "verdict", Optional.empty(), Optional.of(now.verdict().name())));
        }
        // Findings that were not written down cannot have changed.
        boolean withFindings = before.get().findings().isPresent();
        Map<String, String> old = facts(before.get(), withFindings);
        Map<String, String> fresh = facts(now, withFindings);
        Set<String> all = new LinkedHashSet<>(old.keySet());
        all.addAll(fresh.keySet());
        List<Change> changes = new ArrayList<>();
        for (String what : all) {
            if (!Objects.equals(old.get(what), fresh.get(what))) {
                changes.add(new Change(what, Optional.ofNullable(old.get(what)), Optional.ofNullable(fresh.get(what))));
            }
        }
        return changes;
    }

    private static Map<String, String> facts(Judgement judgement, boolean withFindings) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("verdict", judgement.verdict().name());
        facts.put("reason", judgement.reason());
        judgement
                .preconditions()
                .forEach((name, precondition) -> facts.put(
                        "precondition " + name,
                        (precondition.met() ? "met: " : "not met: ") + precondition.measured() + ", required: "
                                + precondition.required()));
        judgement.sharers().ifPresent(sharers -> facts.put("sharers", sharers.toString()));
        judgement.triggerSeconds().ifPresent(seconds -> facts.put("trigger_seconds", seconds.toString()));
        judgement
                .longestGuestStallSeconds()
                .ifPresent(seconds -> facts.put("longest_guest_stall_seconds", seconds.toString()));
        judgement.softLockups().ifPresent(lockups -> facts.put("soft_lockups", lockups.toString()));
        if (withFindings) {
            judgement
                    .findings()
                    .ifPresent(findings -> findings.forEach(finding -> facts.put(
                            "finding " + finding.console() + ":" + finding.line(),
                            finding.kind() + ": " + finding.title())));
        }
        return facts;
    }
}
