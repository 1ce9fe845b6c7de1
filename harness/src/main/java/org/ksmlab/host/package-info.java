/** What a host says of itself, and how it is tuned and restored. */
@NullMarked
package org.ksmlab.host;

import org.jspecify.annotations.NullMarked;
