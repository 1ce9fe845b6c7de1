/** What guests do while they are watched: identical memory, and writeback. */
@NullMarked
package org.ksmlab.load;

import org.jspecify.annotations.NullMarked;
