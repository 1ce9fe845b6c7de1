/** Statistics on plain numbers: rates, medians, tests and fits that say how sure they are. Knows nothing of trials. */
@NullMarked
package org.ksmlab.statistics;

import org.jspecify.annotations.NullMarked;
