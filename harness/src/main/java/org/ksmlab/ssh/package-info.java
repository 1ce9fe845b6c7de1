/** A shell on another host, over SSH. */
@NullMarked
package org.ksmlab.ssh;

import org.jspecify.annotations.NullMarked;
