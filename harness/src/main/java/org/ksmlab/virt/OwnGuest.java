package org.ksmlab.virt;

import org.ksmlab.model.GuestOwner;

/** A guest of ours, as its host knows it. */
public record OwnGuest(String name, GuestOwner owner, GuestState state) {}
