package org.ksmlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ksmlab.experiment.CampaignPlan.PlannedArm;
import org.ksmlab.model.Verdict;

/** Trials without a host: each ends at once with what the test wants, by default with what its arm expects. */
final class FakeTrials implements Trials {
    /** What has been done, in order, such as {@code with-limit-1}. */
    final List<String> done = new ArrayList<>();

    private final Map<String, Verdict> verdicts = new HashMap<>();
    private String fatal = "";

    /** The trial of that name ends like this. */
    FakeTrials verdict(String trial, Verdict verdict) {
        verdicts.put(trial, verdict);
        return this;
    }

    /** In the trial of that name we are lost, with evidence half written. */
    FakeTrials fatal(String trial) {
        fatal = trial;
        return this;
    }

    @Override
    public void run(PlannedArm planned, int number, Path folder) {
        String name = planned.name() + "-" + number;
        if (name.equals(fatal)) {
            try {
                Files.writeString(folder.resolve("stacks.log"), "half a li");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalStateException("lost in " + name);
        }
        Verdict verdict = verdicts.getOrDefault(name, planned.arm().expected());
        StoredTrials.write(folder, planned.arm(), planned.scenario(), number, verdict, 0.5);
        done.add(name);
    }
}
