/** Reports of stored runs: HTML, plain text, JSON, JUnit XML. Reads run folders, and writes nothing but reports. */
@NullMarked
package org.ksmlab.report;

import org.jspecify.annotations.NullMarked;
