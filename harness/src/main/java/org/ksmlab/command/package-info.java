/** What is run on a host and what came of it, whatever carries it there. */
@NullMarked
package org.ksmlab.command;

import org.jspecify.annotations.NullMarked;
