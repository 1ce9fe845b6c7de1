/** Comparison: what the trials of runs say together, how sure that is, and what it would take to say more. */
@NullMarked
package org.ksmlab.compare;

import org.jspecify.annotations.NullMarked;
