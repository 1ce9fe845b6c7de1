/** Recipes: scripts that make something of files and of Debian's packages, and what they made, kept by the content of what they read. */
@NullMarked
package org.ksmlab.recipe;

import org.jspecify.annotations.NullMarked;
