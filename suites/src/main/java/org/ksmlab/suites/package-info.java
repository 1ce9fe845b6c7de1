/** The scenarios as TestNG tests. */
@NullMarked
package org.ksmlab.suites;

import org.jspecify.annotations.NullMarked;
