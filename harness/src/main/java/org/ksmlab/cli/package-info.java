/** The command line: parses it, puts the parts together, and turns what came of it into an exit code. */
@NullMarked
package org.ksmlab.cli;

import org.jspecify.annotations.NullMarked;
