/** Tests of the sqlite-writer. */
@NullMarked
package io.evenkeel.sqlitewriter;

import org.jspecify.annotations.NullMarked;
