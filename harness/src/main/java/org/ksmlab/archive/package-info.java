/** The archive: runs as their folders have them, read in short or judged again, on any machine. */
@NullMarked
package org.ksmlab.archive;

import org.jspecify.annotations.NullMarked;
