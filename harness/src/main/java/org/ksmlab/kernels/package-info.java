/** The kernels that a lab host can boot: Debian's, those built of Debian's source with and without a patch, and files of the user's. */
@NullMarked
package org.ksmlab.kernels;

import org.jspecify.annotations.NullMarked;
