/** Run directories: the truth about what was done and seen, as files. */
@NullMarked
package org.ksmlab.store;

import org.jspecify.annotations.NullMarked;
