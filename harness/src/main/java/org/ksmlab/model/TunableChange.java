package org.ksmlab.model;

/**
 * A tunable of a host that a trial changed, and restored when it was over.
 *
 * @param path the file in /sys or /proc
 * @param before its first line before
 * @param during the last that was written to it
 */
public record TunableChange(String path, String before, String during) {}
