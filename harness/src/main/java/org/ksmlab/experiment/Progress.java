package org.ksmlab.experiment;

/** Is told what long work is at. Called by several threads. */
public interface Progress {
    /** Something new begins. */
    void phase(String what);

    /** How far it has got; may be dropped. */
    void detail(String what);

    /** Something that whoever watches must see, such as a finding. */
    void event(String what);
}
