/** What watches a trial: samplers of the host, and of where its kernel spends its time and its tasks wait. */
@NullMarked
package org.ksmlab.watch;

import org.jspecify.annotations.NullMarked;
