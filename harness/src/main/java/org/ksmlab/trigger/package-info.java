/** What makes a host's kernel walk the rmap of a KSM page, and how that is observed. */
@NullMarked
package org.ksmlab.trigger;

import org.jspecify.annotations.NullMarked;
