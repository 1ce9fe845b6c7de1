/** Consoles: where kernel log lines come from, and which of them are reports of something gone wrong. */
@NullMarked
package org.ksmlab.console;

import org.jspecify.annotations.NullMarked;
