/** The index: what to search run folders by, in an SQLite file that is only a cache of them; the only importer of SQLite's libraries. */
@NullMarked
package org.ksmlab.index;

import org.jspecify.annotations.NullMarked;
