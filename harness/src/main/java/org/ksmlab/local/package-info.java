/** A shell on this machine. */
@NullMarked
package org.ksmlab.local;

import org.jspecify.annotations.NullMarked;
