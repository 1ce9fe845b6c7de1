package org.ksmlab.experiment;

import java.util.ArrayList;
import java.util.List;

/** Remembers events and drops the rest. */
final class SilentProgress implements Progress {
    final List<String> events = new ArrayList<>();

    @Override
    public void phase(String what) {
        // Not of interest.
    }

    @Override
    public void detail(String what) {
        // Not of interest.
    }

    @Override
    public void event(String what) {
        events.add(what);
    }
}
