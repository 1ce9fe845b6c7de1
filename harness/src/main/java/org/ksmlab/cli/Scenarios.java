package org.ksmlab.cli;

import org.jspecify.annotations.Nullable;
import org.ksmlab.experiment.Scenario;
import org.ksmlab.experiment.Scenario.TriggerKind;

/** The doses that keep the two arms far apart on an emulated host. */
final class Scenarios {
    private Scenarios() {}

    static Scenario of(boolean quick, @Nullable TriggerKind trigger) {
        return quick
                ? new Scenario(3, 1, 320, 200, 3, 1, trigger == null ? TriggerKind.MIGRATE_PAGES : trigger)
                : new Scenario(3, 2, 512, 320, 3, 1, trigger == null ? TriggerKind.NUMAD : trigger);
    }
}
