/** Values and what they mean, without I/O. */
@NullMarked
package org.ksmlab.model;

import org.jspecify.annotations.NullMarked;
