/** The experiment: what is done to a host, in what order, what must hold for it to count, and what it proved. */
@NullMarked
package org.ksmlab.experiment;

import org.jspecify.annotations.NullMarked;
