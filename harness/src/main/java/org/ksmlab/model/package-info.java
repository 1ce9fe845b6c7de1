/** What ksmlab talks about, as plain values: no I/O, no behaviour beyond validation. */
@NullMarked
package org.ksmlab.model;

import org.jspecify.annotations.NullMarked;
