/** The only process that writes the SQLite file. */
@NullMarked
package io.evenkeel.sqlitewriter;

import org.jspecify.annotations.NullMarked;
