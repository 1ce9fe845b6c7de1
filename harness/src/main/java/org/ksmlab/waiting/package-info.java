/** The one place that waits: deadlines, and waits that say what they waited for. */
@NullMarked
package org.ksmlab.waiting;

import org.jspecify.annotations.NullMarked;
